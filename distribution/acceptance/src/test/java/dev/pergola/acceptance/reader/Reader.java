package dev.pergola.acceptance.reader;

import dev.pergola.acceptance.invoices.Invoices;
import dev.pergola.api.ExecutionContext;
import dev.pergola.api.annotation.DependsOn;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.RequiresPermission;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Calls another plugin that asks its callers for a permission. */
@Plugin(id = "reader", name = "Reader", author = "Pergola", description = "Reads the invoices of others")
@DependsOn(plugin = "invoices")
@RequiresPermission(value = "invoices.read", target = "acme")
@Component
@TaskTypes("READ")
public final class Reader implements TaskProcessor {
    private final Invoices invoices;
    private final ExtensionRegistry extensions;

    @Activate
    public Reader(@Reference Invoices invoices, @Reference ExtensionRegistry extensions) {
        this.invoices = invoices;
        this.extensions = extensions;
    }

    @Override
    public TaskResult process(Task task, ExecutionContext execution) {
        String customer = String.valueOf(task.input().get("customer"));
        if (task.input().containsKey("ask")) return new TaskResult(Map.of("may", invoices.mayRead(customer)));
        if (!task.input().containsKey("through")) return new TaskResult(Map.of("read", invoices.read(customer)));
        Task asked = new Task("INVOICE", Map.of("customer", customer));
        String statuses = extensions
                .executeAll(
                        TaskProcessor.class,
                        extension -> extension.plugin().equals("invoices"),
                        (processor, context) -> processor.process(asked, context))
                .stream()
                .map(result -> result.status().wireName())
                .toList()
                .toString();
        return new TaskResult(Map.of("statuses", statuses));
    }
}
