package dev.pergola.vetting.internal.signature;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Just enough of DER to look into a signature block: nested elements with definite lengths. Everything else is an
 * {@link IllegalArgumentException}.
 */
record Der(int tag, byte[] content) {
    private static final int MOST_ELEMENTS = 10_000;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    static final int OID = 0x06;
    static final int EXPLICIT_0 = 0xA0;
    static final int EXPLICIT_1 = 0xA1;

    /** The first element of some bytes. */
    static Der read(byte[] bytes) {
        List<Der> all = elements(bytes, 1);
        if (all.isEmpty()) throw new IllegalArgumentException("nothing there");
        return all.get(0);
    }

    /** What is inside. */
    List<Der> children() {
        return elements(content, MOST_ELEMENTS);
    }

    private static List<Der> elements(byte[] bytes, int most) {
        List<Der> elements = new ArrayList<>();
        int at = 0;
        while (at < bytes.length && elements.size() < most) {
            int tag = bytes[at++] & 0xFF;
            if ((tag & 0x1F) == 0x1F || at >= bytes.length) throw new IllegalArgumentException("an unusual tag");
            int length = bytes[at++] & 0xFF;
            if (length >= 0x80) {
                int count = length & 0x7F;
                if (count == 0 || count > 4 || at + count > bytes.length) {
                    throw new IllegalArgumentException("an unusual length");
                }
                length = 0;
                for (int i = 0; i < count; i++) length = length << 8 | bytes[at++] & 0xFF;
            }
            if (length < 0 || length > bytes.length - at) throw new IllegalArgumentException("cut off");
            byte[] content = new byte[length];
            System.arraycopy(bytes, at, content, 0, length);
            elements.add(new Der(tag, content));
            at += length;
        }
        return elements;
    }

    /** The number of an object identifier, in hexadecimal as it is encoded. */
    String oid() {
        if (tag != OID) throw new IllegalArgumentException("no object identifier");
        return HexFormat.of().formatHex(content);
    }
}
