package dev.holdfast.engine.op;

import dev.holdfast.engine.model.ByteString;
import dev.holdfast.engine.model.ExtendedAttribute;
import dev.holdfast.engine.model.Timestamp;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** The records of a pax header: what does not fit into the block that follows. */
final class PaxRecords {
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
            record("hdrcharset", ByteString.of("BINARY"));
        }
        record(key, value);
    }

    void number(String key, long value, boolean fits) {
        if (!fits) {
            record(key, ByteString.of(Long.toUnsignedString(value)));
        }
    }

    /** A time, unless it is a whole number of seconds that fits. */
    void time(String key, Timestamp time, boolean fits) {
        if (!fits || time.nanos() != 0) {
            BigDecimal seconds = BigDecimal.valueOf(time.seconds()).add(BigDecimal.valueOf(time.nanos(), 9));
            record(key, ByteString.of(seconds.toPlainString()));
        }
    }

    /** An extended attribute; a name with {@code =} in it can't be told in a record and is left out. */
    void attribute(ExtendedAttribute attribute) {
        if (attribute.name().indexOf('=') < 0) {
            record("SCHILY.xattr." + attribute.name(), attribute.value());
        }
    }

    /** {@code <length> <key>=<value>\n}, where the length counts its own digits. */
    private void record(String key, ByteString value) {
        byte[] keyBytes = (" " + key + "=").getBytes(StandardCharsets.UTF_8);
        int rest = keyBytes.length + value.length() + 1;
        int length = rest + String.valueOf(rest).length();
        length = rest + String.valueOf(length).length();
        records.writeBytes(String.valueOf(length).getBytes(StandardCharsets.US_ASCII));
        records.writeBytes(keyBytes);
        records.writeBytes(value.toBytes());
        records.write('\n');
    }
}
