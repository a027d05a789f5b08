package dev.holdfast.engine.op;

import dev.holdfast.engine.backend.FileInfo;
import dev.holdfast.engine.filter.Sizes;
import dev.holdfast.engine.model.EngineException.InvalidRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which packs a check reads in full. */
public sealed interface ReadSubset {
    /** No pack. */
    record None() implements ReadSubset {}

    /** The packs whose id's first byte, modulo {@code of}, is {@code bucket - 1}. */
    record Bucket(int bucket, int of) implements ReadSubset {}

    /** A random share of the packs, at least one. */
    record Share(double percent) implements ReadSubset {}

    /** Random packs of together at most so many bytes, at least one. */
    record Bytes(long bytes) implements ReadSubset {}

    /** Every pack. */
    static ReadSubset all() {
        return new Bucket(1, 1);
    }

    /**
     * Parses {@code n/t}, {@code p%} or a size such as {@code 500M}.
     *
     * @throws InvalidRequest if it is none of these
     */
    static ReadSubset parse(String text) {
        Matcher bucket = Pattern.compile("([0-9]{1,3})/([0-9]{1,3})").matcher(text);
        if (bucket.matches()) {
            int part = Integer.parseInt(bucket.group(1));
            int of = Integer.parseInt(bucket.group(2));
            if (part >= 1 && part <= of && of <= 256) {
                return new Bucket(part, of);
            }
            throw invalid(text, "write n/t with 1 <= n <= t <= 256");
        }
        if (text.endsWith("%")) {
            return share(text);
        }
        // A number alone may have been meant as a share, or as a part of so many.
        long bytes = text.isEmpty() || Character.isDigit(text.charAt(text.length() - 1)) ? 0 : Sizes.parse(text);
        if (bytes == 0) {
            throw invalid(text, "write n/t such as 1/5, a share such as 2.5%, or a size such as 500M");
        }
        return new Bytes(bytes);
    }

    private static Share share(String text) {
        String number = text.substring(0, text.length() - 1);
        double percent = number.matches("[0-9]{1,3}(\\.[0-9]{1,18})?") ? Double.parseDouble(number) : 0;
        if (percent <= 0 || percent > 100) {
            throw invalid(text, "write a share above 0% and up to 100%");
        }
        return new Share(percent);
    }

    private static InvalidRequest invalid(String text, String fix) {
        return new InvalidRequest("not a part of the data: \"" + text + "\"", fix);
    }

    /** The packs among {@code packs} that are read. */
    default List<FileInfo> choose(List<FileInfo> packs, RandomGenerator random) {
        return switch (this) {
            case Bucket(int bucket, int of) ->
                packs.stream()
                        .filter(pack -> (int) (pack.file().id().first() >>> 56) % of == bucket - 1)
                        .toList();
            case None() -> List.of();
            case Share(double percent) -> {
                int count = Math.max(1, (int) (packs.size() * percent / 100));
                yield shuffled(packs, random).subList(0, Math.min(count, packs.size()));
            }
            case Bytes(long bytes) -> upTo(bytes, shuffled(packs, random));
        };
    }

    private static List<FileInfo> shuffled(List<FileInfo> packs, RandomGenerator random) {
        List<FileInfo> shuffled = new ArrayList<>(packs);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static List<FileInfo> upTo(long bytes, List<FileInfo> packs) {
        int count = 0;
        long sum = 0;
        while (count < packs.size() && (count == 0 || sum + packs.get(count).size() <= bytes)) {
            sum += packs.get(count++).size();
        }
        return packs.subList(0, count);
    }
}
