"""What an ElevenLabs account holds, in the shapes of its OpenAPI document."""

from __future__ import annotations

from typing import Any

# Characters a model takes in one call
LIMITS = {
    "eleven_multilingual_v2": 10_000,
    "eleven_flash_v2_5": 40_000,
    "eleven_flash_v2": 30_000,
    "eleven_v3": 5_000,
    "eleven_v4": 10_000,
    "eleven_v4_turbo": 10_000,
}


def voice(
    voice_id: str, name: str, *, language: str | None = "en", category: str = "professional", use: str = "narration"
) -> dict[str, Any]:
    """A voice as GET /v2/voices lists it."""
    verified = [{"language": language, "model_id": "eleven_multilingual_v2", "locale": None}] if language else None
    return {
        "voice_id": voice_id,
        "name": name,
        "category": category,
        "labels": {"use_case": use, **({"language": language} if language else {})},
        "available_for_tiers": [],
        "high_quality_base_model_ids": ["eleven_multilingual_v2"],
        "verified_languages": verified,
        "is_legacy": False,
        "is_mixed": False,
    }


VOICES = (
    voice("premadeGeorge", "George", category="premade"),
    voice("libraryMira", "Mira", use="social media"),
    voice("libraryNell", "Nell"),
    voice("libraryJonas", "Jonas", language="de"),
)


def models() -> list[dict[str, Any]]:
    """GET /v1/models: those that speak, and one that does not."""
    return [model(name, limit) for name, limit in LIMITS.items()] + [model("eleven_english_sts_v2", 0)]


def model(name: str, limit: int) -> dict[str, Any]:
    return {
        "model_id": name,
        "name": name,
        "description": "",
        "can_do_text_to_speech": limit > 0,
        "can_do_voice_conversion": limit == 0,
        "can_be_finetuned": False,
        "can_use_style": True,
        "can_use_speaker_boost": True,
        "serves_pro_voices": False,
        "requires_alpha_access": False,
        "token_cost_factor": 1.0,
        "max_characters_request_free_user": min(limit, 2_500),
        "max_characters_request_subscribed_user": limit,
        "maximum_text_length_per_request": limit,
        "languages": [{"language_id": "en", "name": "English"}],
        "model_rates": {"character_cost_multiplier": 1.0},
        "concurrency_group": "standard",
    }


def subscription(tier: str, credits: int, limit: int = 100_000) -> dict[str, Any]:
    """GET /v1/user/subscription."""
    return {
        "tier": tier,
        "status": "active",
        "character_count": max(0, limit - credits),
        "character_limit": limit,
        "max_character_limit_extension": 0,
        "max_credit_limit_extension": 0,
        "can_extend_character_limit": False,
        "allowed_to_extend_character_limit": False,
        "next_character_count_reset_unix": 1798761600,
        "voice_slots_used": 1,
        "professional_voice_slots_used": 0,
        "professional_voice_slots_used_in_workspace": 0,
        "voice_limit": 30,
        "voice_add_edit_counter": 0,
        "professional_voice_limit": 1,
        "can_extend_voice_limit": False,
        "can_use_instant_voice_cloning": True,
        "can_use_professional_voice_cloning": False,
        "current_overage": {"amount": "0", "currency": "usd"},
        "open_invoices": [],
        "has_open_invoices": False,
    }
