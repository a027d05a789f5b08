package dev.holdfast.engine.chunk;

import java.util.random.RandomGenerator;

/**
 * An irreducible polynomial of degree 53 over GF(2), which makes the cuts of one repository differ from another's.
 *
 * <p>Bit i of {@code bits} is the coefficient of x^i. Source: M. O. Rabin, Fingerprinting by Random Polynomials; the test
 * for irreducibility is Ben-Or's.
 *
 * @param bits the coefficients
 */
public record Polynomial(long bits) {
    /** Degree of every polynomial that cuts. */
    public static final int DEGREE = 53;

    /**
     * Checks the polynomial.
     *
     * @throws IllegalArgumentException if it has another degree or is not irreducible
     */
    public Polynomial {
        if (degree(bits) != DEGREE || !isIrreducible(bits)) {
            throw new IllegalArgumentException(
                    "not an irreducible polynomial of degree " + DEGREE + ": " + Long.toHexString(bits));
        }
    }

    /** A new polynomial. */
    public static Polynomial random(RandomGenerator random) {
        while (true) {
            long bits = random.nextLong() & (1L << DEGREE + 1) - 1 | 1L << DEGREE | 1;
            if (isIrreducible(bits)) {
                return new Polynomial(bits);
            }
        }
    }

    /**
     * Parses hexadecimal digits without a prefix.
     *
     * @throws IllegalArgumentException if they are not such digits, or not a polynomial that can cut
     */
    public static Polynomial parse(String hex) {
        if (hex.isEmpty() || hex.length() > 16 || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            throw new IllegalArgumentException("not hexadecimal digits of a polynomial: " + hex);
        }
        return new Polynomial(Long.parseUnsignedLong(hex, 16));
    }

    /** Whether no polynomials of lower degree, but constants, multiply to this one. */
    public static boolean isIrreducible(long bits) {
        int degree = degree(bits);
        if (degree < 1 || degree > DEGREE) {
            return false;
        }
        long power = reduce(2, bits);
        for (int i = 1; i <= degree / 2; i++) {
            power = square(power, bits);
            if (gcd(bits, power ^ reduce(2, bits)) != 1) {
                return false;
            }
        }
        return true;
    }

    /** Hexadecimal digits without a prefix or padding, as a repository's config has them. */
    @Override
    public String toString() {
        return Long.toHexString(bits);
    }

    static int degree(long bits) {
        return 63 - Long.numberOfLeadingZeros(bits);
    }

    /** {@code value} modulo {@code divisor}. */
    static long reduce(long value, long divisor) {
        int degree = degree(divisor);
        long rest = value;
        for (int shift = degree(rest) - degree; shift >= 0; shift = degree(rest) - degree) {
            rest ^= divisor << shift;
        }
        return rest;
    }

    private static long square(long value, long modulus) {
        int degree = degree(modulus);
        long result = 0;
        for (int i = degree - 1; i >= 0; i--) {
            result <<= 1;
            if ((result >>> degree & 1) != 0) {
                result ^= modulus;
            }
            if ((value >>> i & 1) != 0) {
                result ^= value;
            }
        }
        return result;
    }

    private static long gcd(long a, long b) {
        long left = a;
        long right = b;
        while (right != 0) {
            long rest = reduce(left, right);
            left = right;
            right = rest;
        }
        return left;
    }
}
