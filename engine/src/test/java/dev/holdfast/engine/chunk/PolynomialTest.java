package dev.holdfast.engine.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PolynomialTest {
    @Test
    void knowsTheIrreducibleOnes() {
        for (long bits :
                new long[] {0x3da3358b4dc173L, 0x22d6690708f829L, 0b10, 0b11, 0b111, 0b1011, 0b10011, 0b11111, 0x11b}) {
            assertTrue(Polynomial.isIrreducible(bits), Long.toHexString(bits));
        }
        for (long bits :
                new long[] {0, 1, 0b100, 0b101, 0b110, 0b1111, 0b10101, 0x3da3358b4dc172L, 0x3da3358b4dc175L, -1}) {
            assertFalse(Polynomial.isIrreducible(bits), Long.toHexString(bits));
        }
    }

    @Test
    void agreesWithTrialDivision() {
        for (long bits = 2; bits < 1 << 12; bits++) {
            boolean irreducible = true;
            for (long divisor = 2;
                    irreducible && 2 * Polynomial.degree(divisor) <= Polynomial.degree(bits);
                    divisor++) {
                irreducible = Polynomial.reduce(bits, divisor) != 0;
            }

            assertEquals(irreducible, Polynomial.isIrreducible(bits), Long.toHexString(bits));
        }
    }

    @Test
    void randomOnesCutAndDiffer() {
        Random random = new Random(3);

        Polynomial one = Polynomial.random(random);
        Polynomial other = Polynomial.random(random);

        assertEquals(Polynomial.DEGREE, Polynomial.degree(one.bits()));
        assertTrue(Polynomial.isIrreducible(one.bits()));
        assertNotEquals(one, other);
        assertEquals(one, Polynomial.parse(one.toString()));
    }

    @Test
    void onlyHexadecimalDigitsOfAnIrreducibleOneAreParsed() {
        assertEquals("3da3358b4dc173", Polynomial.parse("3DA3358b4dc173").toString());
        String[] wrong = {
            "",
            "0",
            "3da3358b4dc174",
            "0x3da3358b4dc173",
            "+3da3358b4dc173",
            "-1",
            "7",
            "3da3358b4dc173g",
            "13da3358b4dc173",
            "ffffffffffffffff",
            "00003da3358b4dc1730"
        };
        for (String hex : wrong) {
            assertThrows(IllegalArgumentException.class, () -> Polynomial.parse(hex), hex);
        }
    }
}
