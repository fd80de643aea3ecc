package dev.pergola.vetting.internal.linkage;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.vetting.internal.scan.Level;
import java.util.ArrayList;
import java.util.List;

/** Something that would not link, and everywhere it is used. */
final class Missing {
    private static final int MAX_PLACES = 3;
    /** An end to what is kept of a hostile jar. */
    static final int MAX_THINGS = 2_000;

    private final String check;
    private final String subject;
    private final String what;
    private final String remedy;
    private final List<Evidence> evidence = new ArrayList<>();
    private Level level = Level.WARN;
    private int places;

    /**
     * Something that would not link.
     *
     * @param subject what is missing, the same wherever it is looked for
     * @param what the same in words, with where it was looked for
     */
    Missing(String check, String subject, String what, String remedy) {
        this.check = check;
        this.subject = subject;
        this.what = what;
        this.remedy = remedy;
    }

    void usedAt(Level here, java.util.function.Supplier<List<Evidence>> place) {
        places++;
        boolean heavier = here.compareTo(level) > 0;
        if (heavier) level = here;
        // What decides is shown first.
        if (heavier) evidence.addAll(0, place.get());
        else if (places <= MAX_PLACES) evidence.addAll(place.get());
    }

    /** What is missing, the same wherever it is looked for. */
    String subject() {
        return check + " " + subject;
    }

    String check() {
        return check;
    }

    String what() {
        return what;
    }

    String remedy() {
        return remedy;
    }

    List<Evidence> evidence() {
        return evidence;
    }

    Level level() {
        return level;
    }
}
