package dev.pergola.vetting.internal.scan;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.vetting.internal.code.ArchiveLimits;
import dev.pergola.vetting.internal.code.Budget;
import dev.pergola.vetting.internal.code.PlatformClasses;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Reads a jar once for all vetters that ask one after the other. Keeps the last few, as long as memory allows. */
@Component(service = Analyses.class)
public final class Analyses {
    /** Less than what lifecycle gives a vetter, so that it is this that says why there is no verdict. */
    private static final Duration TIME = Duration.ofSeconds(25);

    private static final int KEPT = 3;

    private final PlatformClasses platform = new PlatformClasses();
    private final ArchiveLimits limits;
    private final Duration time;
    private final Map<String, SoftReference<Analysis>> kept = new LinkedHashMap<>();

    /** With the usual limits. */
    @Activate
    public Analyses() {
        this(ArchiveLimits.DEFAULT, TIME);
    }

    Analyses(ArchiveLimits limits, Duration time) {
        this.limits = limits;
        this.time = time;
    }

    /** Of a candidate's jar; throws where it takes too long. */
    public Analysis of(Candidate candidate) throws IOException {
        Optional<Analysis> known = known(candidate.digest());
        if (known.isPresent()) return known.get();
        Analysis analysis = Analysis.of(candidate.jar(), limits, Budget.of(time), platform);
        keep(candidate.digest(), analysis);
        return analysis;
    }

    /** Of a jar that passed before, so that rules need not be held against it again; it is not kept. */
    public Analysis installed(Path jar, String digest, Budget budget) throws IOException {
        Optional<Analysis> known = known(digest);
        return known.isPresent() ? known.get() : Analysis.ofCode(jar, limits, budget, platform);
    }

    /** The classes of the running Java. */
    public PlatformClasses platform() {
        return platform;
    }

    private synchronized Optional<Analysis> known(String digest) {
        @Nullable SoftReference<Analysis> reference = kept.get(digest);
        return reference == null ? Optional.empty() : Optional.ofNullable(reference.get());
    }

    private synchronized void keep(String digest, Analysis analysis) {
        kept.put(digest, new SoftReference<>(analysis));
        Iterator<String> oldest = kept.keySet().iterator();
        while (kept.size() > KEPT) {
            oldest.next();
            oldest.remove();
        }
    }
}
