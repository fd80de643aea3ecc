package dev.pergola.shell.internal.vetting;

import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import dev.pergola.vetting.TrustStore;
import dev.pergola.vetting.TrustStore.Publisher;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Finds keys by what a user typed. */
final class Keys {
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final int SHORTEST = 8;

    private Keys() {}

    static Suggestions known(TrustStore store) {
        return words -> store.publishers().stream()
                .map(publisher -> new Suggestion(publisher.fingerprint(), publisher.name()))
                .toList();
    }

    /** A fingerprint in full; where it is not, that of the one known key that begins like this. */
    static String fingerprint(TrustStore store, String typed) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        if (FINGERPRINT.matcher(wanted).matches()) return wanted;
        List<String> matches = store.publishers().stream()
                .map(Publisher::fingerprint)
                .filter(fingerprint -> wanted.length() >= SHORTEST && fingerprint.startsWith(wanted))
                .distinct()
                .toList();
        if (matches.size() == 1) return matches.get(0);
        throw new CommandFailure(
                matches.isEmpty() ? "No key here has the fingerprint " + typed : typed + " is the beginning of several",
                "Give all 64 digits, or at least the first " + SHORTEST + " of a known one: trust:list");
    }
}
