"""Pictures and narrations from servers people run themselves."""

import base64
import io
from decimal import Decimal

import pytest
from PIL import Image

from generation.providers import openai_refusals, refusals
from generation.providers.base import (
    AudioRequest,
    ImageRequest,
    MisconfiguredError,
    PermanentError,
    ProviderError,
    RefusedError,
    TransientError,
    Usage,
)
from generation.providers.openai_image import OpenAIImage
from generation.providers.openai_speech import OpenAISpeech
from generation.providers.refusals import Refusal
from tests.vendors.openai_media import ImageServer, SpeechServer
from tests.vendors.record import assert_recorded

FOX = ImageRequest("A fox under a plum tree", width=640, height=480)
SCENE = AudioRequest("“Who is there?” asked Bo. Nobody answered.")


@pytest.fixture
def pictures():
    with ImageServer() as server:
        yield server
        assert server.refused == []


@pytest.fixture
def speech():
    with SpeechServer() as server:
        yield server
        assert server.refused == []


def painter(server, **options) -> OpenAIImage:
    return OpenAIImage(**{"base_url": f"{server.url}/v1", "model": server.model, "read_timeout": 60, **options})


def reader(server, **options) -> OpenAISpeech:
    return OpenAISpeech(**{"base_url": f"{server.url}/v1", "read_timeout": 60, **options})


# Pictures


def test_a_base_url_and_a_model_are_enough_for_a_picture(pictures):
    usage = Usage()
    media = painter(pictures).generate(FOX, usage)
    assert Image.open(io.BytesIO(media.data)).size == (640, 480)
    assert media.content_type == "image/png"
    assert pictures.requests[-1].header("Authorization") == ""
    assert (usage.cost, usage.estimated, usage.units) == (Decimal(0), False, {"images": 1})


def test_a_server_with_a_single_model_needs_not_even_its_name(pictures):
    assert painter(pictures, model="").generate(FOX, Usage()).data
    assert "model" not in pictures.requests[-1].json


def test_a_key_is_sent_where_there_is_one(pictures):
    painter(pictures, api_key="secret").generate(FOX, Usage())
    assert pictures.requests[-1].header("Authorization") == "Bearer secret"


def test_a_picture_the_server_keeps_for_us_is_fetched(pictures):
    pictures.settings(answers="url")
    assert Image.open(io.BytesIO(painter(pictures).generate(FOX, Usage()).data)).size == (640, 480)


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/1.png", "http://169.254.169.254/latest", "file:///etc/passwd"]
)
def test_a_picture_somewhere_else_is_not_fetched(pictures, url):
    pictures.fail(status=200, body={"data": [{"url": url}]})
    with pytest.raises(TransientError):
        painter(pictures).generate(FOX, Usage())
    assert len(pictures.requests) == 1


def test_openais_own_model_gets_one_of_its_sizes_and_no_response_format(pictures):
    pictures.settings(model="gpt-image-1")
    media = painter(pictures, price=0.04).generate(FOX, usage := Usage())
    assert Image.open(io.BytesIO(media.data)).size == (1536, 1024)
    assert (usage.cost, usage.estimated) == (Decimal("0.04"), True)


@pytest.mark.parametrize("body", [b"<html>", {}, {"data": []}, {"data": [{}]}, {"data": [{"b64_json": "AAAA"}]}])
def test_an_answer_without_a_picture_is_asked_for_again(pictures, body):
    pictures.fail(status=200, body=body)
    with pytest.raises(TransientError):
        painter(pictures).generate(FOX, Usage())


# Speech


def test_a_base_url_is_enough_for_a_narration_with_the_times_of_its_words(speech):
    media = reader(speech).generate(SCENE, usage := Usage())
    assert [word.text for word in media.words] == SCENE.text.split()
    assert not media.words_estimated
    assert media.words[-1].end <= media.seconds
    assert (usage.units, usage.cost) == ({"characters": len(SCENE.text)}, Decimal(0))


def test_kokoro_is_told_the_language_and_asked_for_the_whole_at_once(speech):
    reader(speech, voice="ff_siwis").generate(AudioRequest("Bonjour.", "fr"), Usage())
    assert speech.requests[-1].json == {
        "model": "kokoro",
        "input": "Bonjour.",
        "voice": "ff_siwis",
        "response_format": "mp3",
        "stream": False,
        "return_timestamps": True,
        "lang_code": "f",
    }


def test_without_captions_the_times_are_estimated_and_marked_so(speech):
    speech.settings(captions=False)
    media = reader(speech).generate(SCENE, Usage())
    assert [word.text for word in media.words] == SCENE.text.split()
    assert media.words_estimated


def test_a_server_without_captions_is_asked_for_them_only_once(speech):
    speech.settings(captions=False)
    ours = reader(speech)
    ours.generate(SCENE, Usage())
    ours.generate(SCENE, Usage())
    assert [call.path for call in speech.requests].count("/dev/captioned_speech") == 1


def test_one_answer_of_nonsense_does_not_end_the_captions_for_good(speech):
    speech.fail(status=200, body=b"<html>hello</html>", path="/dev/")
    ours = reader(speech, again_after=0)
    assert ours.generate(SCENE, Usage()).words_estimated
    assert not ours.generate(SCENE, Usage()).words_estimated


@pytest.mark.parametrize("body", [{"error": "Unexpected endpoint or method."}, b"<html>hello</html>", []])
def test_a_server_that_answers_everything_with_200_is_read_without_captions(speech, body):
    speech.fail(status=200, body=body, path="/dev/")
    assert reader(speech).generate(SCENE, Usage()).words_estimated


@pytest.mark.parametrize("timestamps", [None, [], [{"word": "Who"}]])
def test_captions_without_times_are_estimated(speech, timestamps):
    media = reader(speech).generate(SCENE, Usage())
    speech.fail(
        status=200,
        body={"audio": base64.b64encode(media.data).decode(), "audio_format": "mp3", "timestamps": timestamps},
    )
    assert reader(speech).generate(SCENE, Usage()).words_estimated


def test_a_price_of_ones_own_counts_the_characters(speech):
    usage = Usage()
    ours = reader(speech, price=0.015)
    ours.generate(SCENE, usage)
    assert usage.cost == len(SCENE.text) * Decimal("0.000015") == ours.estimate(len(SCENE.text))
    assert ours.limit == 4096


def test_a_busy_server_is_not_taken_for_one_without_captions(speech):
    speech.fail(status=503, body={"detail": "loading"})
    ours = reader(speech)
    with pytest.raises(TransientError):
        ours.generate(SCENE, Usage())
    assert not ours.generate(SCENE, Usage()).words_estimated


@pytest.mark.parametrize(("language", "voice"), [("en-GB", "af_heart"), ("fr", "ff_siwis"), ("pt-BR", "pf_dora")])
def test_kokoro_reads_each_language_with_a_voice_of_its_own(speech, language, voice):
    reader(speech).generate(AudioRequest("Hello.", language), Usage())
    assert speech.requests[0].json["voice"] == voice


def test_a_language_no_voice_speaks_is_not_read(speech):
    assert "de" not in reader(speech).languages
    assert "de" in reader(speech, voice={"en": "af_heart", "de": "martin"}).languages
    assert reader(speech, voice="af_heart").languages == frozenset(), "who chooses one voice chooses it for all"
    assert reader(speech, voice="af_heart", languages=["en"]).languages == {"en"}


def test_a_server_that_is_not_kokoro_is_asked_for_a_voice_it_may_have(speech):
    reader(speech, model="tts-1").generate(AudioRequest("Guten Tag.", "de"), Usage())
    assert speech.requests[-1].json["voice"] == "alloy"


def test_voices_an_operator_names_by_language_are_used(speech):
    reader(speech, voice={"en": "bf_emma", "fr": "ff_siwis"}).generate(AudioRequest("Hello.", "en"), Usage())
    assert speech.requests[0].json["voice"] == "bf_emma"


def test_an_unknown_voice_says_which_variable_to_set(speech):
    with pytest.raises(MisconfiguredError, match="OPENAI_AUDIO_VOICE"):
        reader(speech, voice="nobody").generate(SCENE, Usage())
    speech.refused.clear()


def test_the_documentation_shows_these_very_requests(pictures, speech):
    painter(pictures).generate(ImageRequest("(the picture)"), Usage())
    assert_recorded("openai_image", pictures.requests[0])
    reader(speech).generate(AudioRequest("(the scene)"), Usage())
    assert_recorded("openai_speech", speech.requests[0])


# What goes wrong with either

VENDOR_ERRORS = [
    (429, {"error": {"code": "insufficient_quota"}}, MisconfiguredError, "no_credit"),
    (400, {"error": {"code": "billing_hard_limit_reached"}}, MisconfiguredError, "no_credit"),
    (401, {"error": {"code": "invalid_api_key"}}, MisconfiguredError, "bad_key"),
    (400, {"error": {"code": "content_policy_violation"}}, RefusedError, "refused"),
    (400, {"error": {"code": "moderation_blocked"}}, RefusedError, "refused"),
    (400, {"error": {"message": "Your request was rejected by our safety system."}}, RefusedError, "refused"),
    (429, {"error": {"code": "rate_limit_exceeded"}}, TransientError, "rate_limited"),
    (422, {"detail": [{"type": "string_too_long", "msg": "…", "loc": ["body", "input"]}]}, PermanentError, "too_long"),
    (404, {"error": {"code": "model_not_found"}}, MisconfiguredError, "no_model"),
    (400, {"detail": {"error": "invalid_model", "message": "…"}}, MisconfiguredError, "no_model"),
    (400, {"detail": "Unsupported model: x"}, MisconfiguredError, "no_model"),
    (404, {"error": {"message": 'model "x" not found, try pulling it first'}}, MisconfiguredError, "no_model"),
    (404, {"error": 'model "x" not found'}, MisconfiguredError, "no_model"),
    (400, {"detail": {"error": "validation_error", "message": "Voice 'x' not found."}}, MisconfiguredError, "no_voice"),
    (404, {"detail": "Voice not found"}, MisconfiguredError, "no_voice"),
    (422, {"detail": [{"msg": "Input should be a known voice", "type": "enum"}]}, MisconfiguredError, "no_voice"),
    (404, {"detail": "Not Found"}, MisconfiguredError, "bad_address"),
    (405, {"detail": "Method Not Allowed"}, MisconfiguredError, "bad_address"),
    (501, None, MisconfiguredError, "bad_address"),
    (400, {"error": {"message": "size is odd"}}, PermanentError, "bad_request"),
    (422, {"detail": [{"msg": "Input should be less than 4", "type": "less_than"}]}, PermanentError, "bad_request"),
    (500, {"detail": "the model and the voice crashed"}, TransientError, "unavailable"),
    (503, None, TransientError, "busy"),
]


@pytest.mark.parametrize(("status", "body", "kind", "code"), VENDOR_ERRORS)
def test_every_error_is_sorted(status, body, kind, code):
    error = refusals.sort(Refusal(status, {}, body, "The server"), openai_refusals.sort)
    assert (type(error), error.code) == (kind, code)


def test_every_row_of_the_table_is_tried_above():
    def tries(case, status, words):
        return words in str(case[1]).lower() and status in (0, case[0])

    untried = [
        words
        for status, words, _ in openai_refusals.ERRORS
        if not any(tries(case, status, words) for case in VENDOR_ERRORS)
    ]
    assert untried == []


# What the doctor says


def test_the_doctor_is_content_with_running_servers(pictures, speech):
    assert all(finding.ok for finding in [*painter(pictures).check(), *reader(speech).check()])


def test_the_doctor_names_the_models_there_are(speech):
    _, model = reader(speech, model="bark").check()
    assert model.remedy == "Choose one it has: kokoro, tts-1."


def test_the_doctor_takes_a_server_at_its_word_that_lists_no_models(speech):
    speech.fail(status=404, body={"detail": "Not Found"}, path="/models")
    (finding,) = reader(speech).check()
    assert finding.ok


def test_the_doctor_says_when_nobody_is_at_home():
    (finding,) = OpenAISpeech(base_url="http://127.0.0.1:9/v1").check()
    assert not finding.ok
    assert "could not be reached" in finding.remedy


def test_a_broken_answer_reaches_the_editor_as_one_plain_sentence(speech):
    speech.fail(status=418, body=b"\xff\xfe teapot")
    with pytest.raises(ProviderError) as caught:
        reader(speech).generate(SCENE, Usage())
    assert str(caught.value).startswith("The speech server does not take this request")
