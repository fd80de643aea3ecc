package dev.pergola.vetting.internal.code;

/**
 * An entry of the jar, or of a jar inside of it, that is no class and no archive.
 *
 * @param where the entry
 * @param size its size, unpacked
 * @param sample how it begins, or all of it
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to one reader, who keeps nothing of it.
public record Resource(String where, long size, byte[] sample) {
    /** The part of the name behind the last slash, in lower case. */
    public String fileName() {
        return where.substring(where.lastIndexOf('/') + 1).toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether it begins with these bytes. */
    public boolean startsWith(int... bytes) {
        if (sample.length < bytes.length) return false;
        for (int i = 0; i < bytes.length; i++) {
            if ((sample[i] & 0xff) != bytes[i]) return false;
        }
        return true;
    }

    /** Bits of information in each byte, 8 at most. What is packed or encrypted comes close. */
    public double entropy() {
        int[] counts = new int[256];
        for (byte b : sample) counts[b & 0xff]++;
        double bits = 0;
        for (int count : counts) {
            if (count == 0) continue;
            double share = (double) count / sample.length;
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits;
    }

    /** Whether it looks like text: no zero byte among its first ones. */
    public boolean isText() {
        for (int i = 0; i < Math.min(sample.length, 1024); i++) {
            if (sample[i] == 0) return false;
        }
        return true;
    }
}
