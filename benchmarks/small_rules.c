/* The small rules in C, operation for operation, so that they end with the same bits: no contraction, no libm but
   sqrt and floor.  One month of all households, the luck of a block drawn at once, as in small_rules.py. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
enum { CALVING = 4, LENDING = 5, MATING = 7, MARKET = 10, BLOCK = 256 };

typedef struct {
    int64_t id, cash, loan;
    double ability, shock, habit;
    int16_t persons, ill, cows, in_calf, calves;
} household;

typedef struct {
    double onset, recovery, stay, stay_spread, persistence, shock_spread, wage, cow_death, calf_death, born, conceive,
        calf_price, cow_price, feed, most_cows, few_cows, lent_cows, interest, instalment, need, least, habit_kept,
        spent_share, distress;
} numbers;

int64_t household_bytes(void) { return sizeof(household); }
int64_t numbers_bytes(void) { return sizeof(numbers); }

INLINE double of_bits(uint64_t bits) { double x; memcpy(&x, &bits, 8); return x; }
INLINE int64_t bits_of(double x) { int64_t bits; memcpy(&bits, &x, 8); return bits; }
INLINE int64_t least_of(int64_t a, int64_t b) { return a < b ? a : b; }
INLINE int64_t most_of(int64_t a, int64_t b) { return a > b ? a : b; }

INLINE double uniform(uint64_t word) { return (of_bits(word | 0x4330000000000000u) - 4503599627370495.5) * 0x1p-32; }

/* Philox4x32-10 for `count` ids: out[lane][i]. */
static void fill(double out[4][BLOCK], const int64_t *ids, int64_t count, uint64_t what, uint64_t replicate, uint64_t seed) {
    const uint64_t low = 0xFFFFFFFFu;
    for (int64_t i = 0; i < count; i++) {
        uint64_t id = (uint64_t)ids[i];
        uint64_t c0 = id & low, c1 = id >> 32, c2 = what, c3 = replicate, k0 = seed & low, k1 = seed >> 32;
        for (int round = 0; round < 10; round++) {
            uint64_t first = 0xD2511F53u * c0, second = 0xCD9E8D57u * c2;
            c0 = (second >> 32) ^ c1 ^ k0;
            c1 = second & low;
            c2 = (first >> 32) ^ c3 ^ k1;
            c3 = first & low;
            k0 = (k0 + 0x9E3779B9u) & low;
            k1 = (k1 + 0xBB67AE85u) & low;
        }
        out[0][i] = uniform(c0);
        out[1][i] = uniform(c1);
        out[2][i] = uniform(c2);
        out[3][i] = uniform(c3);
    }
}

INLINE double exp_(double x) {
    x = x > -700.0 ? x : -700.0;
    x = x < 700.0 ? x : 700.0;
    double shifted = x * 1.4426950408889634 + 6755399441055744.0;
    double k = shifted - 6755399441055744.0;
    double high = x - k * 6.93147180369123816490e-01, low = k * 1.90821492927058770002e-10;
    double r = high - low, t = r * r, c = 4.13813679705723846039e-08;
    c = c * t - 1.65339022054652515390e-06;
    c = c * t + 6.61375632143793436117e-05;
    c = c * t - 2.77777777770155933842e-03;
    c = r - t * (c * t + 1.66666666666666019037e-01);
    double y = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
    return y * of_bits((uint64_t)(bits_of(shifted) + 1023) << 52);
}

INLINE double log_(double x) {
    int64_t bits = bits_of(x), k = (bits >> 52) - 1022;
    double m = of_bits(((uint64_t)bits & 0xFFFFFFFFFFFFFu) | 0x3FE0000000000000u);
    if (m < 0.7071067811865476) {
        m *= 2.0;
        k -= 1;
    }
    double f = m - 1.0, s = f / (2.0 + f), z = s * s, w = z * z;
    double even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    double odd = 2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860510658591e-01);
    double r = even + z * (6.666666666666735130e-01 + w * odd), half = 0.5 * f * f;
    return k * 6.93147180369123816490e-01 - ((half - (s * (half + r) + k * 1.90821492927058770002e-10)) - f);
}

static const double CENTRE[8][2] = {
    {2.5090809287301226727e3, 5.2264952788528545610e3}, {3.3430575583588128105e4, 2.8729085735721942674e4},
    {6.7265770927008700853e4, 3.9307895800092710610e4}, {4.5921953931549871457e4, 2.1213794301586595867e4},
    {1.3731693765509461125e4, 5.3941960214247511077e3}, {1.9715909503065514427e3, 6.8718700749205790830e2},
    {1.3314166789178437745e2, 4.2313330701600911252e1}, {3.3871328727963666080, 1.0}};
static const double TAIL[8][2] = {
    {7.74545014278341407640e-4, 1.05075007164441684324e-9}, {2.27238449892691845833e-2, 5.47593808499534494600e-4},
    {2.41780725177450611770e-1, 1.51986665636164571966e-2}, {1.27045825245236838258, 1.48103976427480074590e-1},
    {3.64784832476320460504, 6.89767334985100004550e-1}, {5.76949722146069140550, 1.67638483018380384940},
    {4.63033784615654529590, 2.05319162663775882187}, {1.42343711074968357734, 1.0}};
static const double FAR_TAIL[8][2] = {
    {2.01033439929228813265e-7, 2.04426310338993978564e-15}, {2.71155556874348757815e-5, 1.42151175831644588870e-7},
    {1.24266094738807843860e-3, 1.84631831751005468180e-5}, {2.65321895265761230930e-2, 7.86869131145613259100e-4},
    {2.96560571828504891230e-1, 1.48753612908506148525e-2}, {1.78482653991729133580, 1.36929880922735805310e-1},
    {5.46378491116411436990, 5.99832206555887937690e-1}, {6.65790464350110377720, 1.0}};

INLINE double ratio(double r, const double powers[8][2]) {
    double top = powers[0][0], bottom = powers[0][1];
    for (int j = 1; j < 8; j++) {
        top = top * r + powers[j][0];
        bottom = bottom * r + powers[j][1];
    }
    return top / bottom;
}

INLINE double normal_quantile(double u) {
    double q = u - 0.5;
    if (fabs(q) <= 0.425) return q * ratio(0.180625 - q * q, CENTRE);
    double r = sqrt(-log_(q < 0.0 ? u : 1.0 - u));
    double z = r <= 5.0 ? ratio(r - 1.6, TAIL) : ratio(r - 5.0, FAR_TAIL);
    return q < 0.0 ? -z : z;
}

INLINE int64_t whole(double x, double u) {
    double low = floor(x);
    return (int64_t)low + (x - low >= 1.0 - u);
}

INLINE int64_t fen(double yuan) { return llrint(yuan * 100.0); }

INLINE int64_t fall_ill(household *h, const numbers *n, double u, double v) {
    int64_t fallen = whole((h->persons - h->ill) * n->onset, u);
    h->ill += fallen - whole(h->ill * n->recovery, v);
    return fallen;
}

INLINE int64_t hospital_bill(const numbers *n, int64_t fallen, double u) {
    if (fallen == 0) return 0;
    double stay = n->stay * exp_(n->stay_spread * normal_quantile(u) - 0.5 * n->stay_spread * n->stay_spread);
    return fen(fallen * stay);
}

INLINE int64_t work(household *h, const numbers *n, double u) {
    h->shock = n->persistence * h->shock + n->shock_spread * normal_quantile(u);
    return fen((h->persons - h->ill) * n->wage * exp_(h->ability + h->shock));
}

INLINE int64_t keep_cattle(household *h, const numbers *n, int season, double u[4][BLOCK], int64_t i) {
    int64_t sales = 0;
    h->cows -= whole(h->cows * n->cow_death, u[0][i]);
    h->calves -= whole(h->calves * n->calf_death, u[1][i]);
    h->in_calf = least_of(h->in_calf, h->cows);
    if (season == CALVING) {
        h->calves += whole(h->in_calf * n->born, u[2][i]);
        h->in_calf = 0;
    } else if (season == MATING) {
        h->in_calf = whole(h->cows * n->conceive, u[2][i]);
    } else if (season == MARKET) {
        int64_t kept = h->cows < n->most_cows ? h->calves / 2 : 0;
        sales = fen((h->calves - kept) * n->calf_price * (0.8 + 0.4 * u[3][i]));
        h->cows += kept;
        h->calves = 0;
    }
    return sales - fen(h->cows * n->feed);
}

INLINE void take_loan(household *h, const numbers *n) {
    if (h->loan == 0 && h->cows < n->few_cows) {
        h->loan = fen(n->lent_cows * n->cow_price);
        h->cows += (int64_t)n->lent_cows;
    }
}

INLINE void repay(household *h, const numbers *n) {
    h->loan += fen(h->loan * n->interest / 100.0);
    int64_t paid = least_of(h->loan, most_of(0, least_of(h->cash, fen(n->instalment))));
    h->loan -= paid;
    h->cash -= paid;
}

INLINE void consume(household *h, const numbers *n, int64_t earned) {
    double need = n->need * h->persons, share = n->spent_share * earned / 100.0;
    h->habit = n->habit_kept * h->habit + (1.0 - n->habit_kept) * (share > need ? share : need);
    int64_t spent = fen(h->habit);
    if (spent > h->cash && h->cows > 0) {
        int64_t price = fen(n->cow_price * (1.0 - n->distress));
        int64_t sold = least_of(h->cows, (spent - h->cash + price - 1) / price);
        h->cows -= sold;
        h->in_calf = least_of(h->in_calf, h->cows);
        h->cash += sold * price;
    }
    if (spent > h->cash) spent = least_of(spent, most_of(h->cash, fen(n->least * h->persons)));
    h->cash -= spent;
}

INLINE void live_month(household *h, const numbers *n, int season, double u[4][BLOCK], double v[4][BLOCK], int64_t i) {
    int64_t fallen = fall_ill(h, n, u[0][i], u[1][i]);
    int64_t earned = work(h, n, u[3][i]);
    if (h->cows + h->calves > 0) earned += keep_cattle(h, n, season, v, i);
    h->cash += earned - hospital_bill(n, fallen, u[2][i]);
    if (season == LENDING) take_loan(h, n);
    if (h->loan > 0) repay(h, n);
    consume(h, n, earned);
}

/* `whats` holds the second counter words, number << 12 | month, of the two families. */
void everyone_lives(household *households, const int64_t *ids, int64_t count, const numbers *n, int64_t season,
                    const uint64_t *whats, uint64_t replicate, uint64_t seed) {
    double u[4][BLOCK], v[4][BLOCK];
    for (int64_t start = 0; start < count; start += BLOCK) {
        int64_t some = least_of(BLOCK, count - start);
        fill(u, ids + start, some, whats[0], replicate, seed);
        fill(v, ids + start, some, whats[1], replicate, seed);
        for (int64_t i = 0; i < some; i++) live_month(households + start + i, n, season, u, v, i);
    }
}
