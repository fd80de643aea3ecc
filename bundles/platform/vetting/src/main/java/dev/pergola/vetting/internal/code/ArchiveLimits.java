package dev.pergola.vetting.internal.code;

/**
 * How much of a jar is looked at. Whatever is beyond is a finding of its own: nobody has seen it.
 *
 * @param entries entries, those of nested jars included
 * @param classes class files
 * @param classBytes size of a class file
 * @param sampleBytes how much of any other entry is looked at
 * @param unpackedBytes size of all of it, unpacked
 * @param ratio how many times larger than packed an entry may be; small ones may always
 * @param depth how deep jars may lie in jars
 */
public record ArchiveLimits(
        int entries, int classes, int classBytes, int sampleBytes, long unpackedBytes, int ratio, int depth) {
    /** What a jar of a plugin with its libraries keeps to. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(65_000, 50_000, 8 << 20, 1 << 20, 1L << 30, 250, 3);

    /** An entry that unpacks to no more than this is no bomb, however small it was packed. */
    static final long HARMLESS_BYTES = 8 << 20;

    boolean isBomb(long packed, long unpacked) {
        return unpacked > HARMLESS_BYTES && unpacked / Math.max(packed, 1) > ratio;
    }
}
