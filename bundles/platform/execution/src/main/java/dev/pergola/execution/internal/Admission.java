package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;
import dev.pergola.execution.Dispatcher;
import dev.pergola.execution.TierPolicy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way of one call to its worker: each step may refuse it, and then the ones before it are undone. */
final class Admission<T> {
    private final Call<T> call;
    private final Tiers tiers;
    private final Tuning tuning;

    private @Nullable Hosted entered;
    private @Nullable Participant passed;
    private @Nullable Hosted guest;
    private List<Participant> companions = List.of();

    Admission(Call<T> call, Tiers tiers, Tuning tuning) {
        this.call = call;
        this.tiers = tiers;
        this.tuning = tuning;
    }

    void admit() {
        try {
            Order<T> order = call.order();
            Hosted hosted = order.work().enter();
            entered = hosted;
            refuseWhereStuck(hosted);
            ExtensionEntry entry = order.work().select(hosted);
            call.named(entry);
            TierPolicy.Asked asked = asked(order, entry);
            Dispatcher dispatcher = tiers.dispatcher(hosted.instance(), asked);
            enterGuest(order.guest());
            companions = order.work().enterCompanions();
            Participant main = pass(hosted, entry);
            passed = main;
            call.prepare(main, companions, new Call.Way(asked, dispatcher), deadline(hosted));
            hosted.workers().run(call);
        } catch (Refused refused) {
            undo();
            call.refuse(refused);
        }
    }

    private void refuseWhereStuck(Hosted hosted) {
        int stuck = hosted.stuck();
        if (stuck < tuning.stuckCalls() || lifecycle()) return;
        throw new Refused(
                Refusal.STUCK,
                stuck + " earlier calls into " + hosted
                        + " ignore that they were interrupted; it gets no more until they"
                        + " end: reload or disable it");
    }

    private void enterGuest(Optional<Hosted> asking) {
        if (asking.isEmpty()) return;
        if (!asking.get().gate().visit()) {
            throw new Refused(Refusal.STOPPING, "The caller, " + asking.get() + ", is being stopped");
        }
        guest = asking.get();
    }

    private Participant pass(Hosted hosted, ExtensionEntry entry) {
        if (lifecycle()) return new Participant(entry, null);
        Breaker breaker = hosted.breaker(entry.name());
        breaker.pass();
        return new Participant(entry, breaker);
    }

    private boolean lifecycle() {
        return call.order().mode() == Order.Mode.LIFECYCLE;
    }

    private TierPolicy.Asked asked(Order<T> order, ExtensionEntry entry) {
        Order.Work<T> work = order.work();
        return new TierPolicy.Asked(
                order.type(),
                entry.name(),
                entry.extension().attributes(),
                work.operation(),
                work.portable(),
                lifecycle());
    }

    /** The shortest of what is asked for, what the plugin may have, and what is left to the call that this is part of. */
    private long deadline(Hosted hosted) {
        long limit = Nanos.of(hosted.instance().limits().timeout());
        long time = call.order()
                .timeout()
                .map(Nanos::of)
                .map(asked -> Math.min(asked, limit))
                .orElse(limit);
        long deadline = call.began() + time;
        if (Thread.currentThread() instanceof Worker worker) {
            Call<?> outer = worker.call();
            if (outer != null && outer.deadline() - deadline < 0) return outer.deadline();
        }
        return deadline;
    }

    private void undo() {
        Participant main = passed;
        if (main != null) main.settle();
        for (Participant companion : companions) {
            companion.settle();
            companion.hosted().gate().endVisit();
        }
        Hosted asking = guest;
        if (asking != null) asking.gate().endVisit();
        Hosted hosted = entered;
        if (hosted == null) return;
        if (lifecycle()) hosted.gate().endVisit();
        else hosted.gate().leave();
    }
}
