"""Exponential, logarithm, normal quantile and rounding, from + - * / and square root only.

Processors round these five operations in one way, while libraries differ in the last bits of `exp`: so results
here have the same bits compiled or not, on every processor. Errors are in units in the last place (ulp).
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.rule import rule

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # ln 2 in two parts (fdlibm)
LOG2_E = 1.4426950408889634
ROUNDER = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest whole number in the low bits
ROUNDER_BITS = 0x4338000000000000  # the bits of that number
SQRT_HALF = 0.7071067811865476
LARGEST_EXPONENT = 700.0
SMALLEST, LARGEST = 2.2250738585072014e-308, 1.7976931348623157e308  # the normal floats

# Wichura (1988), Algorithm AS 241, PPND16: numerator and denominator side by side, highest power first.
CENTRE = np.array(
    [
        [2.5090809287301226727e3, 5.2264952788528545610e3],
        [3.3430575583588128105e4, 2.8729085735721942674e4],
        [6.7265770927008700853e4, 3.9307895800092710610e4],
        [4.5921953931549871457e4, 2.1213794301586595867e4],
        [1.3731693765509461125e4, 5.3941960214247511077e3],
        [1.9715909503065514427e3, 6.8718700749205790830e2],
        [1.3314166789178437745e2, 4.2313330701600911252e1],
        [3.3871328727963666080, 1.0],
    ]
)
TAIL = np.array(
    [
        [7.74545014278341407640e-4, 1.05075007164441684324e-9],
        [2.27238449892691845833e-2, 5.47593808499534494600e-4],
        [2.41780725177450611770e-1, 1.51986665636164571966e-2],
        [1.27045825245236838258, 1.48103976427480074590e-1],
        [3.64784832476320460504, 6.89767334985100004550e-1],
        [5.76949722146069140550, 1.67638483018380384940],
        [4.63033784615654529590, 2.05319162663775882187],
        [1.42343711074968357734, 1.0],
    ]
)
FAR_TAIL = np.array(
    [
        [2.01033439929228813265e-7, 2.04426310338993978564e-15],
        [2.71155556874348757815e-5, 1.42151175831644588870e-7],
        [1.24266094738807843860e-3, 1.84631831751005468180e-5],
        [2.65321895265761230930e-2, 7.86869131145613259100e-4],
        [2.96560571828504891230e-1, 1.48753612908506148525e-2],
        [1.78482653991729133580, 1.36929880922735805310e-1],
        [5.46378491116411436990, 5.99832206555887937690e-1],
        [6.65790464350110377720, 1.0],
    ]
)


@rule
def exp_(x: float) -> float:
    """Exponential function of x, within 1 ulp; beyond -700..700 the nearer of these counts as x. NaN stays NaN.

    x = k ln 2 + r, |r| <= ln 2 / 2 (Cody and Waite), then fdlibm's rational form of e to the r.
    """
    x = min(max(x, -LARGEST_EXPONENT), LARGEST_EXPONENT)
    shifted = np.float64(x * LOG2_E + ROUNDER)
    k = shifted - ROUNDER
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    t = r * r
    c = 4.13813679705723846039e-08
    c = c * t - 1.65339022054652515390e-06
    c = c * t + 6.61375632143793436117e-05
    c = c * t - 2.77777777770155933842e-03
    c = r - t * (c * t + 1.66666666666666019037e-01)
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    power = (shifted.view(np.int64) + 1023) << 52  # the low bits of `shifted` are k
    return y * np.int64(power).view(np.float64)


@rule
def log_(x: float) -> float:
    """Natural logarithm within 1 ulp (fdlibm); NaN unless x is a positive normal number."""
    if not SMALLEST <= x <= LARGEST:
        return math.nan
    bits = np.float64(x).view(np.int64)
    k = (bits >> 52) - 1022
    m = np.int64((bits & 0xFFFFFFFFFFFFF) | 0x3FE0000000000000).view(np.float64)  # x = m 2**k, .5 <= m < 1
    if m < SQRT_HALF:
        m = m * 2.0
        k = k - 1
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = 2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860510658591e-01)
    r = even + z * (6.666666666666735130e-01 + w * odd)
    half = 0.5 * f * f
    return k * LN2_HIGH - ((half - (s * (half + r) + k * LN2_LOW)) - f)


@rule
def ratio(r: float, powers: NDArray[np.float64]) -> float:
    """Quotient of two polynomials of degree 7 at r; powers: float64[8, 2], highest power first."""
    top, bottom = powers[0, 0], powers[0, 1]
    for j in range(1, 8):
        top = top * r + powers[j, 0]
        bottom = bottom * r + powers[j, 1]
    quotient: float = top / bottom
    return quotient


@rule
def normal_quantile(u: float) -> float:
    """Standard normal value below which a share u lies, within 5e-15 (Wichura 1988, AS 241); NaN unless 0 < u < 1."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * ratio(0.180625 - q * q, CENTRE)
    r = math.sqrt(-log_(u if q < 0.0 else 1.0 - u))
    z = ratio(r - 1.6, TAIL) if r <= 5.0 else ratio(r - 5.0, FAR_TAIL)
    return -z if q < 0.0 else z


@rule
def whole(x: float, u: float) -> int:
    """Round x to a whole number without bias: up with the probability of its fraction, u uniform in (0, 1).

    This is floor(x + u), without the rounding of that sum: a whole x stays itself.
    """
    low = math.floor(x)
    return low + int(x - low >= 1.0 - u)


@rule
def fen(yuan: float) -> int:
    """An amount in yuan as the nearest whole fen, ties to even; exact below 20 million million yuan."""
    shifted = np.float64(yuan * 100.0 + ROUNDER)
    return int(shifted.view(np.int64)) - ROUNDER_BITS


@rule
def yearly_to_monthly(p: float) -> float:
    """The monthly probability that makes p in a year; p below 0 counts as 0, above 1 as 1."""
    if p <= 0.0:
        return 0.0
    if p >= 1.0:
        return 1.0
    return 1.0 - exp_(log_(1.0 - p) / 12.0)


@rule
def lognormal(mean: float, log_sd: float, u: float) -> float:
    """Lognormal value at the share u: `mean` is that of the values, `log_sd` the deviation of their logs."""
    return mean * exp_(log_sd * normal_quantile(u) - 0.5 * log_sd * log_sd)


def fen_of(yuan: NDArray[Any] | float) -> NDArray[np.int64]:
    """Amounts in yuan as whole fen, halves up: int64, of the shape given."""
    fen: NDArray[np.int64] = np.floor(np.asarray(yuan, np.float64) * 100.0 + 0.5).astype(np.int64)
    return fen
