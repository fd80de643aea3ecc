package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import dev.pergola.access.Role;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Runs a shell command: how the command line talks to a running instance. */
@Component(service = ShellResource.class)
public final class ShellResource implements RouteSource {
    private static final int LONGEST = 1 << 16;
    private static final int AT_A_TIME = 8;

    private final AuditLog audit;
    private final Semaphore running = new Semaphore(AT_A_TIME);

    /** Not there in a runtime without a shell. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable ShellRunner shell;

    /** Notes in this log who ran what. */
    @Activate
    public ShellResource(@Reference AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.route("POST", BASE + "/shell", "runShellCommand")
                .summary("Runs a shell command. The header X-Exit-Code is 0 where it did what it was asked and 1 "
                        + "otherwise.")
                .needs(Role.ADMIN)
                .is(Route.Trait.NOT_AUDITED)
                .takes(Content.of(Command.class))
                .answers(200, Content.of("text/plain"))
                .by(this::run));
    }

    private Reply run(Call call) {
        String command = call.requiredData(Command.class).command();
        if (command == null || command.isBlank() || command.length() > LONGEST) {
            throw ProblemException.of(
                    ProblemType.INVALID_REQUEST,
                    "The field 'command' has to be a shell command of at most " + LONGEST + " characters.");
        }
        ShellRunner runner = shell;
        if (runner == null) {
            throw ProblemException.of(ProblemType.UNAVAILABLE, "This runtime has no shell.");
        }
        String actor = call.principal().name();
        return new Reply.Direct((request, response) -> run(runner, command, actor, response));
    }

    private void run(ShellRunner runner, String command, String actor, HttpServletResponse response)
            throws IOException {
        if (!running.tryAcquire()) {
            throw ProblemException.of(
                            ProblemType.TOO_MANY_REQUESTS, AT_A_TIME + " commands run already; try again later.")
                    .header("Retry-After", "1");
        }
        int code = 1;
        try (SpillingOutput out = new SpillingOutput(response)) {
            response.setContentType("text/plain; charset=utf-8");
            code = runner.run(command, actor, out);
            out.finish(code);
        } finally {
            running.release();
            audit.append(new AuditEntry(
                    0,
                    Instant.now(),
                    actor,
                    "shell.execute",
                    "shell",
                    code == 0 ? "ok" : "failed",
                    Map.of("command", withoutArguments(command))));
        }
    }

    /** Arguments may hold secrets: what is kept is the command and what it is about. */
    private static String withoutArguments(String command) {
        List<String> words =
                Arrays.stream(command.trim().split("\\s+", 4)).limit(2).toList();
        String kept = String.join(" ", words).replaceAll("=.*", "=…");
        return kept.length() <= 200 ? kept : kept.substring(0, 200) + "…";
    }

    /** A command. */
    record Command(@Nullable String command) {}
}
