package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Timestamp;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** The records of a pax header: what does not fit into the block that follows. */
final class PaxRecords {
    private static final ByteString ATTRIBUTE = ByteString.of("SCHILY.xattr.");

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private boolean isBinary;

    boolean isEmpty() {
        return records.size() == 0;
    }

    byte[] toBytes() {
        return records.toByteArray();
    }

    /** A name, unless it fits; one that is not UTF-8 is announced as binary. */
    void name(String key, ByteString value, boolean fits) {
        if (fits) {
            return;
        }
        if (!isBinary && !ByteString.of(value.toString()).equals(value)) {
            isBinary = true;
            record(ByteString.of("hdrcharset"), ByteString.of("BINARY"));
        }
        record(ByteString.of(key), value);
    }

    void number(String key, long value, boolean fits) {
        if (!fits) {
            record(ByteString.of(key), ByteString.of(Long.toUnsignedString(value)));
        }
    }

    /** A time, unless it is a whole number of seconds that fits. */
    void time(String key, Timestamp time, boolean fits) {
        if (!fits || time.nanos() != 0) {
            BigDecimal seconds = BigDecimal.valueOf(time.seconds()).add(BigDecimal.valueOf(time.nanos(), 9));
            record(ByteString.of(key), ByteString.of(seconds.toPlainString()));
        }
    }

    /** An extended attribute; a name with {@code =} in it can't be told in a record and is left out. */
    void attribute(ExtendedAttribute attribute) {
        if (!attribute.name().contains((byte) '=')) {
            record(ATTRIBUTE.concat(attribute.name()), attribute.value());
        }
    }

    /** {@code <length> <key>=<value>\n}, where the length counts its own digits. */
    private void record(ByteString key, ByteString value) {
        int rest = key.length() + value.length() + 3;
        int length = rest + String.valueOf(rest).length();
        length = rest + String.valueOf(length).length();
        records.writeBytes(String.valueOf(length).getBytes(StandardCharsets.US_ASCII));
        records.write(' ');
        records.writeBytes(key.toBytes());
        records.write('=');
        records.writeBytes(value.toBytes());
        records.write('\n');
    }
}
