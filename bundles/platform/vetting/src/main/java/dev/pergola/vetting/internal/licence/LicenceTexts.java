package dev.pergola.vetting.internal.licence;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recognizes the text of the licences that most libraries have, by sentences that stand in no other. */
public final class LicenceTexts {
    private static final List<Sign> SIGNS = List.of(
            new Sign("Apache-2.0", "apache license", "version 2.0, january 2004"),
            new Sign("AGPL-3.0-only", "gnu affero general public license", "version 3, 19 november 2007"),
            new Sign("LGPL-3.0-only", "gnu lesser general public license", "version 3, 29 june 2007"),
            new Sign("LGPL-2.1-only", "gnu lesser general public license", "version 2.1, february 1999"),
            new Sign("GPL-3.0-only", "gnu general public license", "version 3, 29 june 2007"),
            new Sign("GPL-2.0-only", "gnu general public license", "version 2, june 1991"),
            new Sign("EPL-2.0", "eclipse public license - v 2.0", ""),
            new Sign("EPL-1.0", "eclipse public license - v 1.0", ""),
            new Sign("MPL-2.0", "mozilla public license version 2.0", ""),
            new Sign("CDDL-1.0", "common development and distribution license (cddl)", "version 1.0"),
            new Sign(
                    "BSD-3-Clause",
                    "redistribution and use in source and binary forms",
                    "be used to endorse or promote products derived from"),
            new Sign("BSD-2-Clause", "redistribution and use in source and binary forms", "this list of conditions"),
            new Sign("MIT", "permission is hereby granted, free of charge, to any person obtaining a copy", "as is"));

    private LicenceTexts() {}

    /** The SPDX identifier of a licence's text. */
    public static Optional<String> recognize(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[\\s*#/]+", " ");
        return SIGNS.stream().filter(sign -> sign.isIn(plain)).findFirst().map(Sign::id);
    }

    private record Sign(String id, String first, String second) {
        boolean isIn(String text) {
            return text.contains(first) && text.contains(second);
        }
    }
}
