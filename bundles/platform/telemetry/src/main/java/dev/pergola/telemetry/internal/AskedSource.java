package dev.pergola.telemetry.internal;

import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.MetricSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A source of metrics: what it tells is bounded, and what is amiss with it is logged once, and not at each question. */
final class AskedSource {
    static final int MOST_FAMILIES = 100;
    static final int MOST_SAMPLES = 5_000;
    private static final int MOST_COMPLAINTS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(AskedSource.class);

    private final MetricSource source;
    private final Question<Answer> question;
    private volatile boolean told;

    AskedSource(MetricSource source, Executor executor) {
        this.source = source;
        this.question = new Question<>(this::reply, Answer::missing, executor);
    }

    /**
     * What came of a question.
     *
     * @param isThere whether it answered
     * @param amiss what is wrong with its answer, or with there being none
     */
    record Answer(boolean isThere, List<MetricFamily> families, List<String> amiss) {
        static Answer missing(String why) {
            return new Answer(false, List.of(), List.of(why));
        }
    }

    boolean isAbout(MetricSource other) {
        return source == other;
    }

    void ask() {
        question.ask();
    }

    Answer await(long end) {
        return question.await(end);
    }

    private Answer reply() {
        List<MetricFamily> given = List.copyOf(source.metrics());
        List<String> amiss = new ArrayList<>();
        if (given.size() > MOST_FAMILIES) amiss.add("has " + given.size() + " metrics, more than " + MOST_FAMILIES);
        List<MetricFamily> families = given.stream()
                .limit(MOST_FAMILIES)
                .map(family -> bounded(family, amiss))
                .toList();
        return new Answer(true, families, amiss);
    }

    private static MetricFamily bounded(MetricFamily family, List<String> amiss) {
        List<Sample> samples = new ArrayList<>();
        Set<Map<String, String>> seen = new HashSet<>();
        for (Sample sample : family.samples()) {
            boolean taken = samples.size() < MOST_SAMPLES && sample.fits(family.type()) && seen.add(sample.labels());
            if (taken) samples.add(sample);
        }
        int dropped = family.samples().size() - samples.size();
        if (dropped > 0)
            amiss.add("has " + dropped + " samples of " + family.name()
                    + " that are too many, or there twice, or do not fit its type");
        return new MetricFamily(family.name(), family.help(), family.type(), samples);
    }

    /** Says what is amiss, where it was not before. */
    void note(List<String> amiss) {
        boolean before = told;
        told = !amiss.isEmpty();
        if (told && !before)
            LOG.warn(
                    "Metrics are missing, as {} {}",
                    source.getClass().getName(),
                    String.join("; it ", amiss.subList(0, Math.min(amiss.size(), MOST_COMPLAINTS))));
        else if (before && !told)
            LOG.info("The metrics of {} are complete again", source.getClass().getName());
    }
}
