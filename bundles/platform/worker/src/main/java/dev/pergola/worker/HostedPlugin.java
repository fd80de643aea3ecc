package dev.pergola.worker;

import com.sun.management.ThreadMXBean;
import dev.pergola.api.PluginContext;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Failure;
import dev.pergola.worker.link.Message.Failure.Kind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** The plugin, running. Does its tasks on the threads that it is called on. */
final class HostedPlugin {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String COMPONENT_NAME = "component.name";

    private final BundleContext framework;
    private final Bundle bundle;
    private final PluginContext context;

    HostedPlugin(BundleContext framework, Bundle bundle, PluginContext context) {
        this.framework = framework;
        this.bundle = bundle;
        this.context = context;
    }

    /** Has it make ready, as it does in the kernel. */
    void initialize() throws Exception {
        for (ServiceReference<?> reference : services(LifecycleHook.class)) {
            if (framework.getService(reference) instanceof LifecycleHook hook) hook.initialize(context);
        }
    }

    PluginContext context() {
        return context;
    }

    /** Does a task and gives the answer, whatever it throws. */
    Message.ToKernel execute(Message.Execute order, TaskContext call) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(bundle.adapt(BundleWiring.class).getClassLoader());
        try {
            TaskResult result = processor(order.extension()).process(new Task(order.type(), order.input()), call);
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

    private TaskProcessor processor(String name) {
        for (ServiceReference<?> reference : services(TaskProcessor.class)) {
            if (!name.equals(nameOf(reference))) continue;
            if (framework.getService(reference) instanceof TaskProcessor processor) return processor;
            throw new IllegalStateException("The component of " + name + " did not start; the log says why");
        }
        throw new IllegalStateException("There is no task processor " + name
                + " in the sandbox: a component of it waits" + " for a service that only the kernel's process has");
    }

    private List<ServiceReference<?>> services(Class<?> type) {
        List<ServiceReference<?>> found = new ArrayList<>();
        ServiceReference<?> @Nullable [] registered = bundle.getRegisteredServices();
        if (registered == null) return found;
        for (ServiceReference<?> reference : registered) {
            boolean is = reference.getProperty(Constants.OBJECTCLASS) instanceof String[] types
                    && Arrays.asList(types).contains(type.getName());
            if (is) found.add(reference);
        }
        return found;
    }

    /** As the kernel names it. */
    private static String nameOf(ServiceReference<?> reference) {
        for (String key : List.of(Named.PROPERTY, COMPONENT_NAME)) {
            if (reference.getProperty(key) instanceof String name && !name.isBlank()) return name;
        }
        return TaskProcessor.class.getSimpleName();
    }
}
