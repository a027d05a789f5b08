package dev.holdfast.job;

import java.util.BitSet;
import java.util.function.IntPredicate;

/** A set of small numbers, such as the minutes that a schedule names. Immutable. */
final class Numbers implements IntPredicate {
    private final BitSet bits;

    private Numbers(BitSet bits) {
        this.bits = bits;
    }

    static Numbers of(int number) {
        return range(number, number);
    }

    static Numbers range(int first, int last) {
        return steps(first, last, 1);
    }

    static Numbers steps(int first, int last, int step) {
        BitSet bits = new BitSet(last + 1);
        for (int i = first; i <= last; i += step) {
            bits.set(i);
        }
        return new Numbers(bits);
    }

    Numbers or(Numbers other) {
        BitSet both = (BitSet) bits.clone();
        both.or(other.bits);
        return new Numbers(both);
    }

    @Override
    public boolean test(int number) {
        return number >= 0 && bits.get(number);
    }

    /** The smallest number of the set that is at least {@code from}, or -1. */
    int next(int from) {
        return bits.nextSetBit(from);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Numbers that && bits.equals(that.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return bits.toString();
    }
}
