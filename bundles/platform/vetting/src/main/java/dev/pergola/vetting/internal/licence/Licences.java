package dev.pergola.vetting.internal.licence;

import dev.pergola.vetting.internal.sbom.Archive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What licence a jar has, as an SPDX expression where that can be told. */
public final class Licences {
    private static final Map<String, String> IDS = ids();

    /** Where people write an address instead of a name; compared without scheme, {@code www.} and what comes after. */
    private static final Map<String, String> ADDRESSES = Map.ofEntries(
            Map.entry("apache.org/licenses/license-2.0", "Apache-2.0"),
            Map.entry("opensource.org/licenses/apache-2.0", "Apache-2.0"),
            Map.entry("opensource.org/licenses/mit", "MIT"),
            Map.entry("opensource.org/licenses/bsd-3-clause", "BSD-3-Clause"),
            Map.entry("opensource.org/licenses/bsd-2-clause", "BSD-2-Clause"),
            Map.entry("eclipse.org/legal/epl-v10", "EPL-1.0"),
            Map.entry("eclipse.org/legal/epl-2.0", "EPL-2.0"),
            Map.entry("eclipse.org/legal/epl-v20", "EPL-2.0"),
            Map.entry("mozilla.org/mpl/2.0", "MPL-2.0"),
            Map.entry("gnu.org/licenses/old-licenses/gpl-2.0", "GPL-2.0-only"),
            Map.entry("gnu.org/licenses/gpl-3.0", "GPL-3.0-only"),
            Map.entry("gnu.org/licenses/lgpl-2.1", "LGPL-2.1-only"),
            Map.entry("gnu.org/licenses/lgpl-3.0", "LGPL-3.0-only"));

    private Licences() {}

    private static Map<String, String> ids() {
        try (InputStream in = Licences.class.getResourceAsStream("spdx-ids.txt")) {
            if (in == null) throw new IllegalStateException("The bundle lacks its list of licences");
            Map<String, String> ids = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(id -> ids.put(id, id));
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException("The list of licences cannot be read from the bundle", e);
        }
    }

    /** The identifier as SPDX spells it; empty where it is none that is known here. */
    public static Optional<String> spdx(String id) {
        String bare = id.endsWith("+") ? id.substring(0, id.length() - 1) : id;
        return Optional.ofNullable(IDS.get(bare));
    }

    /** What a jar says of its own licence; empty where it says nothing. */
    public static String of(Archive archive) {
        String header = fromHeader(archive.header("Bundle-License"));
        return header.isEmpty() ? String.join(" AND ", archive.licenseTexts()) : header;
    }

    /** The licence that the header {@code Bundle-License} names: clauses, each with parameters that do not matter here. */
    static String fromHeader(String header) {
        List<String> names = new ArrayList<>();
        for (String clause : header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", 20)) {
            int end = clause.indexOf(';');
            String name = (end < 0 ? clause : clause.substring(0, end)).strip();
            name = name.replace("\"", "");
            if (!name.isEmpty() && !name.startsWith("<<")) names.add(fromAddress(name));
        }
        if (names.size() == 1) return names.get(0);
        return names.stream()
                .map(name -> LicenceParser.parse(name).isPresent() ? "(" + name + ")" : name)
                .collect(Collectors.joining(" AND "));
    }

    private static String fromAddress(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http")) return name;
        String address = lower.replaceFirst("^https?://(www\\.)?", "");
        return ADDRESSES.entrySet().stream()
                .filter(entry -> address.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(name);
    }

    /** The expression, where all of it is understood; {@code LicenseRef-} is whatever its author says. */
    static Optional<Licence> understood(String text) {
        @Nullable Licence licence = LicenceParser.parse(text).orElse(null);
        if (licence == null) return Optional.empty();
        return licence.all()
                        .allMatch(one -> one.id().startsWith("LicenseRef-")
                                || spdx(one.id()).isPresent())
                ? Optional.of(licence)
                : Optional.empty();
    }

    /** Whether some text is an expression of which all is understood. */
    public static boolean isExpression(String text) {
        return understood(text).isPresent();
    }
}
