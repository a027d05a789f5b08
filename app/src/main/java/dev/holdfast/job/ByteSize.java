package dev.holdfast.job;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written with its unit: {@code 10MB} is decimal, {@code 10MiB} binary. */
public record ByteSize(long bytes) {
    /** What a size must look like, as a regular expression. */
    public static final String PATTERN = "[0-9]+(\\.[0-9]+)? ?([kKMGTP]i?)?B";

    private static final Pattern VALID = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?(|[KMGTP]I?)B");
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");
    private static final Map<Character, Integer> POWERS = Map.of('K', 1, 'M', 2, 'G', 3, 'T', 4, 'P', 5);

    public ByteSize {
        if (bytes < 0) {
            throw new InvalidValue(bytes + " is not a size", "write a size that is not negative");
        }
    }

    /** Reads such as {@code 500kB}, {@code 10MB}, {@code 1.5GiB}. */
    public static ByteSize parse(String text) {
        Matcher matcher = VALID.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new InvalidValue(
                    InvalidValue.quoted(text) + " is not a size",
                    "write a number with its unit, such as 10MB or 10MiB");
        }
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(unit(matcher.group(2)));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new InvalidValue(InvalidValue.quoted(text) + " is too large", "write a size below 8192PiB");
        }
        return new ByteSize(bytes.longValue());
    }

    /** Such as {@code 438.032 MiB}. */
    public static String words(long bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.size() - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.3f %s", value, UNITS.get(unit));
    }

    private static BigDecimal unit(String letters) {
        if (letters.isEmpty()) {
            return BigDecimal.ONE;
        }
        int power = POWERS.getOrDefault(letters.charAt(0), 0);
        return BigDecimal.valueOf(letters.length() == 2 ? 1024 : 1000).pow(power);
    }
}
