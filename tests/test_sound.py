import io

import numpy as np
import pytest
import soundfile

from generation import loudness, sound
from generation.providers.base import PermanentError


def _speech(seconds=4.0, rate=24_000, level=0.1, seed=3):
    """What a voice is to a meter: a buzzing tone under a syllable's envelope, with breaths of silence."""
    time = np.arange(round(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * 140 * harmonic * time) / harmonic for harmonic in range(1, 20))
    syllables = np.maximum(np.sin(2 * np.pi * 3.1 * time), 0) * (np.sin(2 * np.pi * 0.4 * time) > -0.8)
    hiss = np.random.default_rng(seed).normal(0, 0.002, time.size)
    return (level * (buzz * syllables + hiss)).astype(np.float32)


def _file(samples, rate=24_000, kind="WAV", **options):
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind, **options)
    return file.getvalue()


def _heard(data):
    samples, rate = soundfile.read(io.BytesIO(data), dtype="float32")
    return samples, rate


def _decibels(factor):
    return 20 * np.log10(factor)


def _refusal(data, content_type="audio/mpeg"):
    with pytest.raises(PermanentError) as refused:
        sound.finish(data, content_type)
    assert refused.value.code == "bad_audio"
    return str(refused.value)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_the_meter_reads_the_standard_s_calibration_tone(rate):
    """BS.1770: a 997 Hz sine at full scale reads -3.01 LUFS."""
    tone = np.sin(2 * np.pi * 997 * np.arange(rate * 7) / rate).astype(np.float32)
    assert loudness.integrated(tone, rate) == pytest.approx(-3.01, abs=0.05)


def test_the_meter_hears_treble_louder_and_rumble_softer_than_the_middle():
    time = np.arange(48_000 * 3) / 48_000
    rumble, middle, treble = (
        loudness.integrated(np.sin(2 * np.pi * hertz * time).astype(np.float32), 48_000) for hertz in (25, 997, 4_000)
    )
    assert rumble < middle - 5
    assert treble > middle + 2.5


def test_a_long_pause_does_not_make_the_voice_louder():
    voice = _speech()
    paused = np.concatenate([voice, np.zeros(24_000 * 20, np.float32), voice])
    assert loudness.integrated(paused, 24_000) == pytest.approx(loudness.integrated(voice, 24_000), abs=0.3)


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3"])
@pytest.mark.parametrize("level", [0.02, 0.1, 0.4])
def test_every_narration_comes_out_equally_loud_however_it_came(kind, level):
    finished = sound.finish(_file(_speech(level=level), kind=kind), f"audio/{kind.lower()}")
    assert finished.content_type == "audio/mpeg"
    assert loudness.integrated(*_heard(finished.data)) == pytest.approx(-16, abs=0.5)
    assert finished.lufs == pytest.approx(-16, abs=0.3)


def test_no_peak_passes_one_decibel_under_full_scale():
    voice = _speech(level=0.02)
    voice[::6_000] = 0.9  # a click far above the voice, every quarter of a second
    samples, _ = _heard(sound.finish(_file(voice), "audio/wav").data)
    assert _decibels(loudness.true_peak(samples)) < -1


def test_limiting_one_loud_moment_leaves_the_rest_of_the_voice_alone():
    voice = _speech(seconds=3)
    loud = voice.copy()
    loud[24_000] = 3.0
    limited = loudness.limit(loud, 24_000, ceiling=0.7)
    assert np.abs(limited).max() <= 0.7 + 1e-6
    assert np.array_equal(limited[:22_000], voice[:22_000])
    assert np.array_equal(limited[26_000:], voice[26_000:])


def test_a_narration_mastered_once_keeps_its_bytes():
    once = sound.finish(_file(_speech()), "audio/wav")
    assert sound.finish(once.data, once.content_type).data == once.data


def test_a_narration_already_at_its_loudness_stays_within_half_a_unit():
    speech = _speech()
    samples, _ = loudness.normalise(speech, 24_000, loudness.integrated(speech, 24_000), target=-16, ceiling=-2)
    finished = sound.finish(_file(samples, kind="FLAC"), "audio/flac")
    assert loudness.integrated(*_heard(finished.data)) == pytest.approx(-16, abs=0.5)


def test_silence_stays_silence():
    finished = sound.finish(_file(np.zeros(48_000, np.float32)), "audio/wav")
    samples, _ = _heard(finished.data)
    assert np.abs(samples).max() < 1e-4
    assert finished.lufs is None
    assert finished.seconds == 2


def test_the_hiss_of_a_recording_in_which_nobody_speaks_is_not_blown_up_to_a_roar():
    hiss = np.random.default_rng(0).normal(0, 0.0005, 48_000).astype(np.float32)
    assert sound.finish(_file(hiss), "audio/wav").lufs < -30


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100])
def test_a_word_is_heard_when_its_timing_says_so_after_mp3(rate):
    samples = np.zeros(rate * 3, np.float32)
    samples[rate : rate + rate // 4] = 0.3 * np.sin(2 * np.pi * 400 * np.arange(rate // 4) / rate)
    finished = sound.finish(_file(samples, rate), "audio/wav")
    heard, heard_rate = _heard(finished.data)
    assert np.argmax(np.abs(heard) > 0.1) / heard_rate == pytest.approx(1.0, abs=0.005)
    assert heard.size / heard_rate == pytest.approx(finished.seconds, abs=0.001) == 3


def test_stereo_becomes_mono_and_the_file_becomes_small():
    voice = _speech(rate=44_100)
    finished = sound.finish(_file(np.stack([voice, voice], axis=1), 44_100), "audio/wav")
    assert soundfile.info(io.BytesIO(finished.data)).channels == 1
    assert len(finished.data) * 8 / finished.seconds < 105_000


def test_one_short_word_is_mastered_too():
    finished = sound.finish(_file(_speech(seconds=0.2)), "audio/wav")
    assert finished.seconds == pytest.approx(0.2, abs=0.001)
    assert finished.lufs == pytest.approx(-16, abs=0.5)


def test_a_broken_recording_with_impossible_numbers_is_still_played():
    voice = _speech()
    voice[1_000] = np.nan
    samples, _ = _heard(sound.finish(_file(voice, subtype="FLOAT"), "audio/wav").data)
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() > 0.1


@pytest.mark.parametrize("sample", [1e22, -3e38])
def test_a_broken_recording_that_would_end_the_encoder_s_process_is_refused(sample):
    voice = _speech()
    voice[1_000] = sample
    with pytest.raises(PermanentError) as refused:
        sound.decode(_file(voice, subtype="FLOAT"), "audio/wav")
    assert refused.value.code == "bad_audio"


def test_samples_that_nobody_brought_to_full_scale_are_heard_all_the_same():
    finished = sound.finish(_file(_speech() * 2.0**30, subtype="FLOAT"), "audio/wav")
    assert finished.lufs == pytest.approx(-16, abs=0.3)


@pytest.mark.parametrize("data", [b"", b"<html>502 Bad Gateway</html>", bytes(4_000), b"ID3\x04" + bytes(6)])
def test_what_is_no_sound_is_refused_in_words_a_person_understands(data):
    assert _refusal(data) == "What came as narration is not sound."


def test_a_refusal_names_what_came_instead():
    assert "application/json" in _refusal(b'{"detail": "quota exceeded"}', "application/json")


def test_a_file_without_a_single_sample_is_refused():
    _refusal(_file(np.zeros(0, np.float32)))


def test_sound_of_other_kinds_rates_and_sizes_is_refused():
    assert "AIFF" in _refusal(_file(_speech(0.5), kind="AIFF"))
    assert "96000" in _refusal(_file(_speech(0.5), rate=96_000))
    assert "6 channels" in _refusal(_file(np.zeros((2_400, 6), np.float32)))
    assert "20 minutes" in _refusal(_file(np.zeros(8_000 * 1_201, np.int16), 8_000, subtype="PCM_U8"))
    assert "40 MB" in _refusal(bytes(40_000_001))


def test_joined_narrations_start_where_their_offsets_say():
    parts = [_file(_speech(seconds=seconds), kind="MP3") for seconds in (1.5, 2.0, 1.0)]
    joined = sound.join(parts, pause=0.3)
    assert joined.offsets == pytest.approx((0, 1.8, 4.1), abs=0.001)
    assert joined.seconds == pytest.approx(5.1, abs=0.001)
    samples, rate = _heard(joined.data)
    for part, offset in zip(parts, joined.offsets, strict=True):
        alone, _ = _heard(part)
        start = round(offset * rate)
        inner = slice(round(0.02 * rate), alone.size - round(0.02 * rate))
        assert samples[start : start + alone.size][inner] == pytest.approx(alone[inner], abs=1e-4)


def test_nothing_clicks_where_two_narrations_meet():
    hum = np.full(24_000, 0.3, np.float32)  # ends and starts far from zero: the worst case
    samples, _ = _heard(sound.join([_file(hum), _file(-hum)]).data)
    assert np.abs(np.diff(samples)).max() < 0.01


def test_one_part_alone_is_joined_to_itself():
    joined = sound.join([_file(_speech(1.0))])
    assert joined.offsets == (0.0,)
    assert joined.seconds == 1


def test_parts_of_different_sample_rates_are_not_joined():
    with pytest.raises(PermanentError) as refused:
        sound.join([_file(_speech(0.5)), _file(_speech(0.5, rate=44_100), 44_100)])
    assert refused.value.code == "bad_audio"


def test_joined_narrations_can_be_finished():
    joined = sound.join([_file(_speech(), kind="MP3"), _file(_speech(level=0.05), kind="MP3")])
    assert sound.finish(joined.data, joined.content_type).lufs == pytest.approx(-16, abs=0.3)
