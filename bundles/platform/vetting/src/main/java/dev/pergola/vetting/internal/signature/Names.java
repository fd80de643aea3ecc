package dev.pergola.vetting.internal.signature;

import java.security.cert.X509Certificate;

/** Names out of certificates and jars, which whoever made them chose: cut, and without what a terminal would obey. */
final class Names {
    private static final int LONGEST = 200;

    private Names() {}

    static String clean(String text) {
        String head = text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
        StringBuilder clean = new StringBuilder(head.length());
        head.codePoints().map(c -> isPlain(c) ? c : '?').forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }

    static String subject(X509Certificate certificate) {
        return clean(certificate.getSubjectX500Principal().getName());
    }
}
