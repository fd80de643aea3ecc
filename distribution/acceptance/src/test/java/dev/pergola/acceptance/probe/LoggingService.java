package dev.pergola.acceptance.probe;

import dev.pergola.api.PluginContext;
import dev.pergola.api.extension.BackgroundService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where the behaviour is {@code log-service}, writes down when it starts and stops; {@code fail-service} fails then. */
@Component
public final class LoggingService implements BackgroundService {
    private final PluginContext context;
    private final String behaviour = Probe.behaviour();

    @Activate
    public LoggingService(@Reference PluginContext context) {
        this.context = context;
    }

    @Override
    public void start(PluginContext given) throws IOException {
        log("start");
        if (behaviour.equals("fail-service")) throw new IllegalStateException("the probe was told to throw");
    }

    @Override
    public void stop() throws IOException {
        log("stop");
    }

    private void log(String what) throws IOException {
        if (!behaviour.endsWith("-service")) return;
        Path file = context.dataDirectory().resolve("service.log");
        Files.writeString(
                file,
                what + " " + context.plugin().version() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
