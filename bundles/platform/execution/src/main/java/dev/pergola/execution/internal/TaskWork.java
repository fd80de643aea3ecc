package dev.pergola.execution.internal;

import dev.pergola.api.Refusal;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskInterceptor;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Dispatcher;
import dev.pergola.execution.TaskRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A task on its way through the interceptors to its processor. */
final class TaskWork implements Order.Work<TaskResult> {
    static final String PROCESSOR = TaskProcessor.class.getName();
    private static final String INTERCEPTOR = TaskInterceptor.class.getName();

    private final Instances instances;
    private final TaskRequest request;
    private String type;

    TaskWork(Instances instances, TaskRequest request) {
        this.instances = instances;
        this.request = request;
        this.type = Texts.bounded(request.type().orElse(""), Texts.NAME);
    }

    @Override
    public String operation() {
        return Texts.bounded(type, Texts.NAME);
    }

    @Override
    public boolean portable() {
        return true;
    }

    @Override
    public Hosted enter() {
        return instances.enter(request.pluginId(), request.version());
    }

    @Override
    public ExtensionEntry select(Hosted hosted) {
        List<ExtensionEntry> processors = hosted.extensions(PROCESSOR);
        if (processors.isEmpty()) throw refused("There is no task processor in " + hosted);
        if (request.type().isEmpty()) return first(processors);
        ExtensionEntry any = null;
        for (ExtensionEntry processor : processors) {
            if (processor.taskTypes().contains(type)) return processor;
            if (any == null && takesAll(processor.taskTypes())) any = processor;
        }
        if (any != null) return any;
        throw refused(
                "No task processor in " + hosted + " takes tasks of type " + type + "; they take " + types(processors));
    }

    /** The first type that a processor names, highest ranking first; where none names any, the first processor. */
    private ExtensionEntry first(List<ExtensionEntry> processors) {
        for (ExtensionEntry processor : processors) {
            for (String named : processor.taskTypes()) {
                if (named.equals("*")) continue;
                type = named;
                return processor;
            }
        }
        return processors.get(0);
    }

    private static Set<String> types(List<ExtensionEntry> processors) {
        Set<String> types = new TreeSet<>();
        processors.forEach(processor -> types.addAll(processor.taskTypes()));
        return types;
    }

    private static Refused refused(String why) {
        return new Refused(Refusal.NOT_SUPPORTED, why);
    }

    private static boolean takesAll(Set<String> types) {
        return types.isEmpty() || types.contains("*");
    }

    @Override
    public List<Participant> enterCompanions() {
        List<ExtensionEntry> all = instances.index().ofType(INTERCEPTOR);
        if (all.isEmpty()) return List.of();
        List<Participant> entered = new ArrayList<>();
        try {
            // An instance that closes meanwhile has a successor, or its interceptors are gone: look again.
            while (!enterAll(instances.index().ofType(INTERCEPTOR), entered)) leaveAll(entered);
            return entered;
        } catch (Refused refused) {
            leaveAll(entered);
            throw refused;
        }
    }

    private boolean enterAll(List<ExtensionEntry> interceptors, List<Participant> entered) {
        for (ExtensionEntry interceptor : interceptors) {
            if (!interceptor.taskTypes().contains(type) && !takesAll(interceptor.taskTypes())) continue;
            if (!interceptor.hosted().gate().visit()) return false;
            Breaker breaker = interceptor.hosted().breaker(interceptor.name());
            try {
                // Closed, not skipped: an interceptor may be what keeps bad input out.
                breaker.pass();
            } catch (Refused open) {
                interceptor.hosted().gate().endVisit();
                throw open;
            }
            entered.add(new Participant(interceptor, breaker));
        }
        return true;
    }

    private static void leaveAll(List<Participant> entered) {
        for (Participant participant : entered) {
            participant.settle();
            participant.hosted().gate().endVisit();
        }
        entered.clear();
    }

    @Override
    public Dispatcher.Outcome<TaskResult> run(Call<TaskResult> call, Dispatcher dispatcher) {
        Task task = new Task(type, request.input());
        InterceptorChain chain = new InterceptorChain(call, dispatcher);
        return call.companions().isEmpty() ? chain.process(task) : chain.run(task);
    }
}
