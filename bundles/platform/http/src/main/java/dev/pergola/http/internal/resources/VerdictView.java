package dev.pergola.http.internal.resources;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one check said of a jar. */
record VerdictView(
        String check,
        Ruling verdict,
        String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String code,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String remedy,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Evidence> evidence) {

    static VerdictView of(Verdict verdict) {
        String check = verdict.check();
        String message = verdict.message();
        if (verdict instanceof Verdict.Warn warn) {
            return new VerdictView(check, Ruling.warn, message, null, warn.remedy(), verdict.evidence());
        }
        if (verdict instanceof Verdict.Hold hold) {
            return new VerdictView(check, Ruling.hold, message, null, hold.remedy(), verdict.evidence());
        }
        if (verdict instanceof Verdict.Block block) {
            return new VerdictView(
                    check,
                    Ruling.block,
                    message,
                    block.problem().code(),
                    block.problem().remedy(),
                    verdict.evidence());
        }
        Ruling ruling = verdict instanceof Verdict.Pass ? Ruling.pass : Ruling.failed;
        return new VerdictView(check, ruling, message, null, null, List.of());
    }

    /** Which way it went. */
    enum Ruling {
        pass,
        warn,
        hold,
        block,
        failed
    }
}
