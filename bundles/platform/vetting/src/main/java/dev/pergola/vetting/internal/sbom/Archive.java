package dev.pergola.vetting.internal.sbom;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A jar, and the jars in it.
 *
 * @param where its path in the jar that holds it; empty for the outermost
 * @param headers main attributes of its manifest
 * @param poms what Maven left in it
 * @param folders folders that have classes
 * @param licenseTexts licences whose text is in it, as SPDX identifiers
 * @param sha1 its SHA-1, in hexadecimal
 * @param sha256 its SHA-256
 * @param nested the jars in it
 */
public record Archive(
        String where,
        Map<String, String> headers,
        List<Coordinates> poms,
        Set<String> folders,
        List<String> licenseTexts,
        String sha1,
        String sha256,
        List<Archive> nested) {
    /** Copies. */
    public Archive {
        headers = Map.copyOf(headers);
        poms = List.copyOf(poms);
        folders = Set.copyOf(folders);
        licenseTexts = List.copyOf(licenseTexts);
        nested = List.copyOf(nested);
    }

    /** A header; empty where it is not there. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
