package dev.pergola.telemetry.internal;

import dev.pergola.telemetry.HealthIndicator;
import dev.pergola.telemetry.HealthIndicator.HealthStatus;
import dev.pergola.telemetry.HealthIndicator.Indication;
import java.util.concurrent.Executor;

/** An indicator, which may be a plugin's: anything that it does or says is bounded and guarded. */
final class AskedIndicator {
    private final HealthIndicator indicator;
    private final Question<Indication> question;
    private volatile String name;

    AskedIndicator(HealthIndicator indicator, Executor executor) {
        this.indicator = indicator;
        this.name = indicator.getClass().getName();
        this.question = new Question<>(this::reply, AskedIndicator::down, executor);
    }

    boolean isAbout(HealthIndicator other) {
        return indicator == other;
    }

    /** What it calls itself, or its class where it has not come to that. */
    String name() {
        return name;
    }

    void ask() {
        question.ask();
    }

    Indication await(long end) {
        return question.await(end);
    }

    private Indication reply() {
        name = Question.bounded(indicator.name());
        Indication given = indicator.indicate();
        if (given == null || given.status() == null) return down("answered null");
        return new Indication(given.status(), Question.bounded(given.message()));
    }

    private static Indication down(String message) {
        return new Indication(HealthStatus.DOWN, message);
    }
}
