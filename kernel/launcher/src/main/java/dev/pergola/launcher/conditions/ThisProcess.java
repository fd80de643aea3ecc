package dev.pergola.launcher.conditions;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM is. Whoever starts one that is no kernel says so on its command line; it is read once, before there is any
 * code of a plugin that could say something else.
 *
 * @param tier where plugins run here; empty where what was said makes no sense
 * @param isolation how far the operating system isolates this process; empty where what was said makes no sense
 */
public record ThisProcess(Optional<Tier> tier, Optional<Isolation> isolation) {
    /** The system property for the tier; without it the process is a kernel. */
    public static final String TIER = "pergola.process.tier";

    /** The system property for the isolation; without it there is none. */
    public static final String ISOLATION = "pergola.process.isolation";

    /** This one. */
    public static final ThisProcess HERE = read();

    /** Where a plugin runs. */
    public enum Tier {
        /** Beside the kernel. */
        IN_PROCESS("in-process"),
        /** In a process of its own. */
        SANDBOX("sandbox");

        private final String word;

        Tier(String word) {
            this.word = word;
        }

        static Optional<Tier> of(String word) {
            for (Tier tier : values()) if (tier.word.equals(word)) return Optional.of(tier);
            return Optional.empty();
        }
    }

    /** How far a process is isolated, least first. */
    public enum Isolation {
        /** Not at all: the kernel's own. */
        NONE("none"),
        /** A process with limits of the JVM. */
        C("C"),
        /** In namespaces of its own, with limits that a process can set. */
        B("B"),
        /** The same, with control groups and a filter for system calls. */
        A("A");

        private final String word;

        Isolation(String word) {
            this.word = word;
        }

        static Optional<Isolation> of(String word) {
            for (Isolation isolation : values()) if (isolation.word.equals(word)) return Optional.of(isolation);
            return Optional.empty();
        }
    }

    /** In the kernel's own name, whoever's code is the first to be asked about. */
    @SuppressWarnings("removal") // Until it is gone there is nothing better.
    private static ThisProcess read() {
        return AccessController.doPrivileged((PrivilegedAction<ThisProcess>) () -> of(System::getProperty));
    }

    static ThisProcess of(Function<String, @Nullable String> properties) {
        @Nullable String tier = properties.apply(TIER);
        @Nullable String isolation = properties.apply(ISOLATION);
        return new ThisProcess(
                tier == null ? Optional.of(Tier.IN_PROCESS) : Tier.of(tier.toLowerCase(Locale.ROOT)),
                isolation == null
                        ? Optional.of(Isolation.NONE)
                        : Isolation.of(isolation.equals("none") ? isolation : isolation.toUpperCase(Locale.ROOT)));
    }

    /** The tier in a word, for those who ask for the framework's properties; {@code unknown} where it cannot be told. */
    public String tierName() {
        return tier.map(known -> known.word).orElse("unknown");
    }

    /** The isolation in a word; {@code unknown} where it cannot be told. */
    public String isolationName() {
        return isolation.map(known -> known.word).orElse("unknown");
    }
}
