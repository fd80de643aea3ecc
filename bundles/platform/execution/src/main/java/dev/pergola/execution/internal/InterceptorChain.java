package dev.pergola.execution.internal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Status;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskInterceptor;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Dispatcher;
import org.jspecify.annotations.Nullable;

/** The interceptors around one task, and the processor at its end. Each runs with its own context and class loader. */
final class InterceptorChain {
    private final Call<TaskResult> call;
    private final Dispatcher dispatcher;
    private final Thread thread = Thread.currentThread();
    private ResourceUsage elsewhere = ResourceUsage.NONE;
    private @Nullable Throwable shared;
    private @Nullable Throwable seen;
    private @Nullable Participant thrower;

    InterceptorChain(Call<TaskResult> call, Dispatcher dispatcher) {
        this.call = call;
        this.dispatcher = dispatcher;
    }

    /** Has the task done through all interceptors. */
    Dispatcher.Outcome<TaskResult> run(Task task) {
        try {
            return new Dispatcher.Answered<>(proceed(0, task), elsewhere);
        } catch (Throwable thrown) {
            return new Dispatcher.Threw<>(thrown, elsewhere, thrown == shared);
        }
    }

    private TaskResult proceed(int position, Task task) throws Exception {
        boolean last = position == call.companions().size();
        Participant participant = last ? call.target() : call.companions().get(position);
        Participant before = call.entering(participant);
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(participant.hosted().loader());
        try {
            TaskResult answer = last ? answerOf(process(task)) : intercept(position, participant, task);
            call.checkSize(answer, participant);
            participant.fared(Status.SUCCESS);
            call.entering(before);
            return answer;
        } catch (Throwable thrown) {
            // The first frame that a failure leaves is where it came from, unless a later one makes its own; one that
            // only wraps what it got is not to blame.
            if (seen == null || !Failures.comesFrom(thrown, seen)) {
                seen = thrown;
                thrower = participant;
                participant.fared(Failures.of(thrown).status());
            }
            call.entering(thrower);
            throw thrown;
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    private TaskResult intercept(int position, Participant participant, Task task) throws Exception {
        ExecutionContext context = call.contextFor(participant);
        TaskInterceptor interceptor = participant.entry().service(TaskInterceptor.class);
        Rest rest = new Rest(this, position + 1, participant);
        try {
            TaskResult answer = interceptor.intercept(task, context, rest);
            if (answer == null)
                throw new Failures.NoAnswer("The interceptor " + participant.entry() + " answered null");
            return answer;
        } finally {
            rest.chain = null;
        }
    }

    /** Has the processor do the task. */
    Dispatcher.Outcome<TaskResult> process(Task task) {
        Participant target = call.target();
        ExecutionContext context = call.contextFor(target);
        Dispatcher.Outcome<TaskResult> outcome = dispatcher.dispatch(
                target.hosted().instance(),
                new Dispatcher.TaskInvocation(target.entry().name(), task, () -> {
                    TaskResult answer =
                            target.entry().service(TaskProcessor.class).process(task, context);
                    if (answer == null) {
                        throw new Failures.NoAnswer("The task processor " + target.entry() + " answered null");
                    }
                    return answer;
                }),
                context);
        elsewhere = elsewhere.plus(outcome.elsewhere());
        if (outcome instanceof Dispatcher.Threw<TaskResult> threw && threw.shared()) shared = threw.failure();
        return outcome;
    }

    private static TaskResult answerOf(Dispatcher.Outcome<TaskResult> outcome) throws Exception {
        if (outcome instanceof Dispatcher.Answered<TaskResult> answered) return answered.answer();
        throw InterceptorChain.<Exception>asThrown(((Dispatcher.Threw<TaskResult>) outcome).failure());
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Any throwable goes on as it is, unwrapped.
    private static <X extends Throwable> X asThrown(Throwable thrown) throws X {
        throw (X) thrown;
    }

    /**
     * The rest of the chain, as one interceptor has it. It may keep this for longer than it should, so there must be
     * nothing of another plugin's behind it then.
     */
    private static final class Rest implements TaskInterceptor.Chain {
        private final int position;
        private final Participant owner;
        private volatile @Nullable InterceptorChain chain;

        Rest(InterceptorChain chain, int position, Participant owner) {
            this.chain = chain;
            this.position = position;
            this.owner = owner;
        }

        @Override
        public TaskResult proceed(Task task) throws Exception {
            InterceptorChain now = chain;
            if (now == null || Thread.currentThread() != now.thread || now.call.ended()) {
                throw new IllegalStateException(
                        "A task goes on in the thread that it came in, before its interceptor has returned");
            }
            try {
                return now.proceed(position, task);
            } finally {
                now.call.entering(owner);
            }
        }
    }
}
