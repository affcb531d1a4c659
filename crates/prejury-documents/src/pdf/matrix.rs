//! The affine transforms of a PDF page.

/// Coefficients in the order of the format: `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// `inner` first, then this one.
    pub(super) fn after(self, inner: Self) -> Self {
        let ([a, b, c, d, e, f], [ia, ib, ic, id, ie, jf]) = (self.0, inner.0);
        Self([
            a * ia + c * ib,
            b * ia + d * ib,
            a * ic + c * id,
            b * ic + d * id,
            a * ie + c * jf + e,
            b * ie + d * jf + f,
        ])
    }

    /// This one after a move by `x` and `y`.
    pub(super) fn moved(self, x: f64, y: f64) -> Self {
        self.after(Self([1.0, 0.0, 0.0, 1.0, x, y]))
    }

    pub(super) fn point(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// How tall a unit becomes.
    pub(super) fn height(self) -> f64 {
        self.0[2].hypot(self.0[3])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inner_transform_comes_first() {
        let flipped = Matrix([1.0, 0.0, 0.0, -1.0, 0.0, 100.0]);
        let doubled = Matrix([2.0, 0.0, 0.0, 2.0, 5.0, 0.0]);
        let both = flipped.after(doubled);
        assert_eq!(both.point(10.0, 20.0), (25.0, 60.0));
        assert_eq!(both.height(), 2.0);
    }
}
