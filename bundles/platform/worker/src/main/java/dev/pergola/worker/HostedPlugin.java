package dev.pergola.worker;

import com.sun.management.ThreadMXBean;
import dev.pergola.api.PluginContext;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.worker.host.Components;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Failure;
import dev.pergola.worker.link.Message.Failure.Kind;
import java.lang.management.ManagementFactory;

/** The plugin, running. Does its tasks on the threads that it is called on. */
final class HostedPlugin {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Components components;
    private final PluginContext context;

    HostedPlugin(Components components, PluginContext context) {
        this.components = components;
        this.context = context;
    }

    /** Has it make ready, as it does in the kernel. */
    void initialize() throws Exception {
        for (LifecycleHook hook : components.provided(LifecycleHook.class)) hook.initialize(context);
    }

    PluginContext context() {
        return context;
    }

    /** Does a task and gives the answer, whatever it throws. */
    Message.ToKernel execute(Message.Execute order, TaskContext call) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(components.classes());
        try {
            TaskResult result =
                    components.processor(order.extension()).process(new Task(order.type(), order.input()), call);
            if (result == null) {
                Failure nothing =
                        Failure.of(Kind.NO_ANSWER, "The task processor " + order.extension() + " answered null");
                return new Message.Failed(order.call(), nothing, usage(cpu, allocated));
            }
            return new Message.Answer(order.call(), result.output(), usage(cpu, allocated));
        } catch (Throwable thrown) {
            return new Message.Failed(order.call(), Failures.of(thrown), usage(cpu, allocated));
        }
    }

    private static Message.Usage usage(long cpu, long allocated) {
        return new Message.Usage(
                Math.max(0, THREADS.getCurrentThreadCpuTime() - cpu),
                Math.max(0, THREADS.getCurrentThreadAllocatedBytes() - allocated));
    }
}
