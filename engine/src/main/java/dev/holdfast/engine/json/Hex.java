package dev.holdfast.engine.json;

/**
 * Eight hexadecimal digits at a time, as the eight bytes of a long, most significant first: index files hold millions of ids.
 */
final class Hex {
    /** What {@link #value} gives for anything but eight lower-case hexadecimal digits. */
    static final long INVALID = -1;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final int GAP = 'a' - '9' - 1;

    private Hex() {}

    /** The eight digits of the low 32 bits of {@code value}, whose high bits must be 0. */
    static long digits(long value) {
        long spread = (value | value << 16) & 0x0000_ffff_0000_ffffL;
        spread = (spread | spread << 8) & 0x00ff_00ff_00ff_00ffL;
        spread = (spread | spread << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
        return encode(spread);
    }

    /** Four bits per byte to one digit per byte. */
    private static long encode(long nibbles) {
        long letters = nibbles + 6 * ONES >>> 4 & ONES;
        return nibbles + '0' * ONES + letters * GAP;
    }

    /** The number that eight digits stand for, or {@link #INVALID}. */
    static long value(long digits) {
        long nibbles = (digits & 15 * ONES) + (digits >>> 6 & ONES) * 9 & 15 * ONES;
        if (encode(nibbles) != digits) {
            return INVALID;
        }
        long packed = (nibbles | nibbles >>> 4) & 0x00ff_00ff_00ff_00ffL;
        packed = (packed | packed >>> 8) & 0x0000_ffff_0000_ffffL;
        return (packed | packed >>> 16) & 0xffff_ffffL;
    }
}
