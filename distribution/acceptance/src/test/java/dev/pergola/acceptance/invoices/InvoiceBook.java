package dev.pergola.acceptance.invoices;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.Map;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Asks whoever calls, as a service, as a task, or through the platform. */
@Plugin(id = "invoices", name = "Invoices", author = "Pergola", description = "Asks its callers")
@Capability(
        namespace = "pergola.permission.definition",
        attribute = {"name=invoices.read", "sentence='Read the invoices of {target}'", "risk=medium"})
@Component
@TaskTypes("INVOICE")
public final class InvoiceBook implements Invoices, TaskProcessor {
    private final PluginContext context;

    @Activate
    public InvoiceBook(@Reference PluginContext context) {
        this.context = context;
    }

    @Override
    public String read(String customer) {
        context.requirePermission("invoices.read", customer);
        return "invoice of " + customer;
    }

    @Override
    public boolean mayRead(String customer) {
        return context.callerMay("invoices.read", customer);
    }

    @Override
    public TaskResult process(Task task, ExecutionContext execution) {
        return new TaskResult(Map.of("read", read(String.valueOf(task.input().get("customer")))));
    }
}
