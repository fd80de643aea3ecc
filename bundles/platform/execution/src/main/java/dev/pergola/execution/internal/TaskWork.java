package dev.pergola.execution.internal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Status;
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
import org.jspecify.annotations.Nullable;

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
        return type;
    }

    @Override
    public Hosted enter() {
        return instances.enter(request.pluginId(), request.version());
    }

    @Override
    public ExtensionEntry select(Hosted hosted) {
        List<ExtensionEntry> processors = hosted.extensions(PROCESSOR);
        if (processors.isEmpty()) throw refused("There is no task processor in " + hosted);
        if (request.type().isEmpty()) return onlyOne(hosted, processors);
        ExtensionEntry any = null;
        for (ExtensionEntry processor : processors) {
            if (processor.taskTypes().contains(type)) return processor;
            if (any == null && takesAll(processor.taskTypes())) any = processor;
        }
        if (any != null) return any;
        throw refused("No task processor in " + hosted + " takes tasks of type " + type + "; they take " + types(processors));
    }

    private ExtensionEntry onlyOne(Hosted hosted, List<ExtensionEntry> processors) {
        Set<String> types = types(processors);
        if (processors.size() > 1 || types.size() > 1) {
            throw refused("Name the type of the task: " + hosted + " takes " + types);
        }
        if (!types.isEmpty()) type = types.iterator().next();
        return processors.get(0);
    }

    private static Set<String> types(List<ExtensionEntry> processors) {
        Set<String> types = new TreeSet<>();
        processors.forEach(processor -> types.addAll(processor.taskTypes()));
        return types;
    }

    private static Refused refused(String why) {
        return new Refused(Refused.Reason.UNREACHABLE, why);
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
        Chain chain = new Chain(call, dispatcher, Thread.currentThread());
        if (call.companions().isEmpty()) return chain.process(task);
        try {
            return new Dispatcher.Answered<>(chain.proceed(0, task), chain.elsewhere);
        } catch (Throwable thrown) {
            return new Dispatcher.Threw<>(thrown, chain.elsewhere);
        }
    }

    /** The interceptors around one task. Each runs with its own context and class loader. */
    private static final class Chain {
        private final Call<TaskResult> call;
        private final Dispatcher dispatcher;
        private final Thread thread;
        private ResourceUsage elsewhere = ResourceUsage.NONE;
        private @Nullable Throwable seen;
        private @Nullable Participant thrower;

        Chain(Call<TaskResult> call, Dispatcher dispatcher, Thread thread) {
            this.call = call;
            this.dispatcher = dispatcher;
            this.thread = thread;
        }

        TaskResult proceed(int position, Task task) throws Exception {
            if (Thread.currentThread() != thread || call.ended()) {
                throw new IllegalStateException("A task goes on in the thread that it came in, before its call has ended");
            }
            boolean last = position == call.companions().size();
            Participant participant = last ? call.target() : call.companions().get(position);
            Participant before = call.entering(participant);
            ClassLoader loader = thread.getContextClassLoader();
            thread.setContextClassLoader(participant.hosted().loader());
            try {
                TaskResult answer = last ? answerOf(process(task)) : intercept(position, participant, task);
                participant.fared(Status.SUCCESS);
                call.entering(before);
                return answer;
            } catch (Throwable thrown) {
                // The first frame that a failure leaves is where it came from, unless a later one makes its own; one
                // that only wraps what it got is not to blame.
                if (seen == null || !Failures.comesFrom(thrown, seen)) {
                    seen = thrown;
                    thrower = participant;
                    participant.fared(Failures.of(thrown).status());
                }
                call.entering(thrower == null ? participant : thrower);
                throw thrown;
            } finally {
                thread.setContextClassLoader(loader);
            }
        }

        private TaskResult intercept(int position, Participant participant, Task task) throws Exception {
            ExecutionContext context = call.contextFor(participant);
            TaskInterceptor interceptor = participant.entry().service(TaskInterceptor.class);
            TaskResult answer = interceptor.intercept(task, context, next -> {
                try {
                    return proceed(position + 1, next);
                } finally {
                    call.entering(participant);
                }
            });
            if (answer == null) throw new Failures.NoAnswer("The interceptor " + participant.entry() + " answered null");
            return answer;
        }

        Dispatcher.Outcome<TaskResult> process(Task task) {
            Participant target = call.target();
            ExecutionContext context = call.contextFor(target);
            Dispatcher.Outcome<TaskResult> outcome = dispatcher.dispatch(
                    target.hosted().instance(),
                    new Dispatcher.TaskInvocation(target.entry().name(), task, () -> {
                        TaskResult answer =
                                target.entry().service(TaskProcessor.class).process(task, context);
                        if (answer == null) throw new Failures.NoAnswer("The task processor " + target.entry() + " answered null");
                        return answer;
                    }),
                    context);
            ResourceUsage more = outcome.elsewhere();
            elsewhere = new ResourceUsage(
                    elsewhere.wallTime(),
                    elsewhere.cpuTime().plus(more.cpuTime()),
                    elsewhere.allocatedBytes() + more.allocatedBytes());
            return outcome;
        }

        private static TaskResult answerOf(Dispatcher.Outcome<TaskResult> outcome) throws Exception {
            if (outcome instanceof Dispatcher.Answered<TaskResult> answered) return answered.answer();
            throw TaskWork.<Exception>asThrown(((Dispatcher.Threw<TaskResult>) outcome).failure());
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Any throwable goes on as it is, unwrapped.
    private static <X extends Throwable> X asThrown(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
