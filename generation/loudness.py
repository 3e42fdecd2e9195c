"""How loud sound is (ITU-R BS.1770-4) and how to bring a narration to one loudness without clipping it.

Samples are mono float32 arrays with full scale at ±1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

ABSOLUTE_GATE = -70.0  # LUFS; a quieter block counts as silence
RELATIVE_GATE = -10.0  # LU below the mean of what passed the absolute gate
HOPS_PER_SECOND = 10
HOPS_PER_BLOCK = 4  # 400 ms blocks that overlap by three quarters
# 4 s are filtered at once, so that memory stays small; with what rings they are just under a power of two samples.
HOPS_PER_STRETCH = 40
MAX_GAIN = 30.0  # dB; more would only raise the noise of a recording in which nobody speaks


@dataclass(frozen=True)
class _Biquad:
    """A second-order section; its response is taken on the unit circle because numpy has no recursive filter."""

    b: tuple[float, float, float]
    a: tuple[float, float, float]

    def response(self, z: np.ndarray) -> np.ndarray:
        return (self.b[0] + z * (self.b[1] + z * self.b[2])) / (self.a[0] + z * (self.a[1] + z * self.a[2]))


def integrated(samples: np.ndarray, rate: int) -> float | None:
    """LUFS over the whole of it, pauses gated out; None where there is nothing to hear."""
    power = _block_power(samples, rate)
    audible = power[power > _power(ABSOLUTE_GATE)]
    if not audible.size:
        return None
    return _lufs(audible[audible > audible.mean() * 10 ** (RELATIVE_GATE / 10)].mean())


def true_peak(samples: np.ndarray) -> float:
    """The highest level between the samples as well, as a factor of full scale."""
    offsets = np.arange(-12, 12) + 0.5
    window = np.cos(np.pi * offsets / 25) ** 2
    between = [np.convolve(samples, np.sinc(offsets + shift) * window) for shift in (-0.25, 0, 0.25)]
    return max(float(np.abs(each).max(initial=0)) for each in (samples, *between))


def normalise(
    samples: np.ndarray, rate: int, lufs: float | None, *, target: float, ceiling: float
) -> tuple[np.ndarray, float | None]:
    """Bring `samples` of `lufs` LUFS to `target` with no peak over `ceiling` dBFS, and say what LUFS they have now.

    Silence stays as it is.
    """
    if lufs is None:
        return samples, None
    target = min(target, lufs + MAX_GAIN)
    for _ in range(3):  # what the limiter takes from the peaks is given back
        if abs(target - lufs) < 0.1:
            break
        louder = samples * np.float32(10 ** ((target - lufs) / 20))
        samples = limit(louder, rate, 10 ** (ceiling / 20))
        lufs = target if samples is louder else integrated(samples, rate) or ABSOLUTE_GATE
    return samples, lufs


def limit(samples: np.ndarray, rate: int, ceiling: float, seconds: float = 0.02) -> np.ndarray:
    """Turn down what would pass `ceiling`, gliding there and back within `seconds`, so that no edge is heard."""
    size = max(rate // 1000, 1)
    peaks = np.maximum(_block_peaks(samples, size), ceiling)
    if not samples.size or peaks.max() <= ceiling:
        return samples
    reach = max(round(seconds * rate / size), 1)
    # Two blocks more than the glide: the line between two block centres stays below either block's limit.
    around = np.lib.stride_tricks.sliding_window_view(np.pad(ceiling / peaks, reach + 1, mode="edge"), 2 * reach + 3)
    lowest = around.min(axis=1)
    glide = np.hanning(2 * reach + 3)[1:-1] / (reach + 1)
    gains = np.convolve(np.pad(lowest, reach, mode="edge"), glide, mode="valid")
    centres = (np.arange(gains.size) + 0.5) * size
    return samples * np.interp(np.arange(samples.size), centres, gains).astype(np.float32)


def _block_power(samples: np.ndarray, rate: int) -> np.ndarray:
    """Mean square of the K-weighted sound in every 400 ms block; sound that is shorter is one block."""
    hop = rate // HOPS_PER_SECOND
    if samples.size < hop * HOPS_PER_BLOCK:
        return np.array([np.mean(np.square(_k_weighted(samples, rate)))] if samples.size else [])
    starts = range(0, samples.size, hop * HOPS_PER_STRETCH)
    hops = np.concatenate([_hop_power(samples, rate, start, hop) for start in starts])
    return np.convolve(hops, np.full(HOPS_PER_BLOCK, 1 / HOPS_PER_BLOCK), mode="valid")


def _hop_power(samples: np.ndarray, rate: int, start: int, hop: int) -> np.ndarray:
    """The power of the 100 ms hops from `start` on; the filters are already ringing when they get there."""
    lead = min(start, rate // 2)
    weighted = _k_weighted(samples[start - lead : start + hop * HOPS_PER_STRETCH], rate)[lead:]
    return np.square(weighted[: weighted.size // hop * hop]).reshape(-1, hop).mean(axis=1)


def _k_weighted(samples: np.ndarray, rate: int) -> np.ndarray:
    length = 1 << (samples.size + rate // 2).bit_length()  # what rings on at the end must not wrap round to the start
    return np.fft.irfft(np.fft.rfft(samples, length) * _weighting(rate, length), length)[: samples.size]


@lru_cache(maxsize=8)
def _weighting(rate: int, length: int) -> np.ndarray:
    z = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    return (_shelf(rate).response(z) * _highpass(rate).response(z)).astype(np.complex64)


def _shelf(rate: int, hertz: float = 1681.974450955533, gain: float = 3.999843853973347) -> _Biquad:
    """BS.1770's first stage (the head) for any rate: the analogue prototype behind the standard's 48 kHz numbers."""
    k, q = math.tan(math.pi * hertz / rate), 0.7071752369554196
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    b = (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k)
    return _Biquad(b=b, a=(1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k))


def _highpass(rate: int, hertz: float = 38.13547087602444) -> _Biquad:
    """BS.1770's second stage."""
    k, q = math.tan(math.pi * hertz / rate), 0.5003270373238773
    scale = 1 + k / q + k * k
    return _Biquad(b=(scale, -2 * scale, scale), a=(scale, 2 * (k * k - 1), 1 - k / q + k * k))


def _block_peaks(samples: np.ndarray, size: int) -> np.ndarray:
    padded = np.pad(np.abs(samples), (0, -samples.size % size))
    return padded.reshape(-1, size).max(axis=1)


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power)


def _power(lufs: float) -> float:
    return 10 ** ((lufs + 0.691) / 10)
