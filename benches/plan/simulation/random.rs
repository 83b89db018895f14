//! Chance that is the same on every machine and for every policy.
//!
//! The n-th answer to a card draws the same number whatever the policy, so that policies are compared on the same
//! learner with the same luck.

/// A stream of random numbers (`SplitMix64`).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number that depends on these three alone, from 0 to below 1.
    pub(crate) fn of(seed: u64, card: usize, turn: usize) -> f64 {
        let mut random = Self(
            seed ^ (card as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
                ^ (turn as u64).wrapping_mul(0xD1B5_4A32_D192_ED03),
        );
        random.next();
        random.uniform()
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let bits = (self.next() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// Box and Muller's method.
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// A factor whose logarithm has this standard deviation, and whose median is 1.
    pub(crate) fn factor(&mut self, log_deviation: f64) -> f64 {
        (log_deviation * self.normal()).exp()
    }

    /// Marsaglia and Tsang's method; scale 1.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let power = (1.0 - self.uniform()).powf(1.0 / shape);
            return self.gamma(shape + 1.0) * power;
        }
        let d = shape - 1.0 / 3.0;
        loop {
            let x = self.normal();
            let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
            if v > 0.0 && (1.0 - self.uniform()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    pub(crate) fn beta(&mut self, passes: f64, fails: f64) -> f64 {
        let (passes, fails) = (self.gamma(passes), self.gamma(fails));
        passes / (passes + fails)
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            #[expect(clippy::cast_possible_truncation, reason = "below the length")]
            let other = (self.next() % (last as u64 + 1)) as usize;
            items.swap(last, other);
        }
    }
}
