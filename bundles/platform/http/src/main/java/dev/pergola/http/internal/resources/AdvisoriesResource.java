package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import dev.pergola.access.Role;
import dev.pergola.api.PluginNotFoundException;
import dev.pergola.http.internal.api.Body;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.vetting.Advisories;
import dev.pergola.vetting.Advisories.Advisory;
import dev.pergola.vetting.Advisories.Affected;
import dev.pergola.vetting.Advisories.ImportReport;
import dev.pergola.vetting.Advisories.Range;
import dev.pergola.vetting.Advisories.Severity;
import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What is publicly known to be unsafe, and which plugins it is about (R138). Not there where nobody vets. */
@Component(service = RouteSource.class)
public final class AdvisoriesResource implements RouteSource {
    private static final String PATH = BASE + "/advisories";
    private static final int USUAL = 100;

    private final Advisories advisories;
    private final PluginManager plugins;

    /** Shows what was imported, and imports more. */
    @Activate
    public AdvisoriesResource(@Reference Advisories advisories, @Reference PluginManager plugins) {
        this.advisories = advisories;
        this.plugins = plugins;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("GET", PATH, "listAdvisories")
                        .summary("Lists the known vulnerabilities by id. X-Total-Count says how many there are, and "
                                + "X-Last-Modified when the newest was changed.")
                        .query("from", "string", "The id to begin with.")
                        .query("limit", "integer", "How many at most, up to 1000; 100 where not given.")
                        .answers(200, Content.listOf(AdvisoryView.class))
                        .by(this::list),
                Route.route("POST", PATH, "importAdvisories")
                        .summary(
                                "Takes advisories in the format OSV, a JSON file or a zip of such files, and looks which "
                                        + "plugins they are about.")
                        .needs(Role.ADMIN)
                        .takes(Content.of("application/octet-stream"))
                        .takes(Content.of("application/zip"))
                        .answers(200, Content.of(ImportView.class))
                        .by(this::add),
                Route.route("GET", BASE + "/plugins/{id}/advisories", "checkAdvisories")
                        .summary("Says what is known to be unsafe in a plugin and the libraries that it uses.")
                        .answers(200, Content.listOf(PluginProblemView.class))
                        .by(this::check));
    }

    private Reply list(Call call) {
        Advisories.Data data = advisories.data();
        Reply.Json reply = Reply.ok(advisories.list(call.query("from").orElse(""), call.limit(USUAL)).stream()
                        .map(AdvisoryView::of)
                        .toList())
                .header("X-Total-Count", Long.toString(data.count()));
        return data.lastModified()
                .map(time -> reply.header("X-Last-Modified", time.toString()))
                .orElse(reply);
    }

    private Reply add(Call call) {
        if (!(call.body() instanceof Body.Upload upload)) throw Vetted.invalid("Upload the file itself.");
        return Vetted.asking(() -> Reply.ok(ImportView.of(
                advisories.importFrom(upload.file(), call.principal().name()))));
    }

    private Reply check(Call call) {
        String id = call.path("id");
        if (plugins.find(id).isEmpty()) {
            throw new PluginNotFoundException(
                    "No plugin of this id is installed. GET " + BASE + "/plugins lists those that are.");
        }
        return Reply.ok(
                advisories.problems(id).stream().map(PluginProblemView::of).toList());
    }

    /** A known vulnerability. */
    record AdvisoryView(
            String id,
            List<String> aliases,
            String summary,
            Severity severity,
            double score,
            Instant modified,
            List<LibraryView> affected) {
        static AdvisoryView of(Advisory advisory) {
            return new AdvisoryView(
                    advisory.id(),
                    advisory.aliases(),
                    advisory.summary(),
                    advisory.severity(),
                    advisory.score(),
                    advisory.modified(),
                    advisory.affected().stream().map(LibraryView::of).toList());
        }
    }

    /** A library, and in which versions it is affected. */
    record LibraryView(String library, List<String> ranges, List<String> versions) {
        static LibraryView of(Affected affected) {
            return new LibraryView(
                    affected.library(),
                    affected.ranges().stream().map(Range::toString).toList(),
                    affected.versions());
        }
    }

    /** What came of an import. */
    record ImportView(int imported, int unchanged, int others, List<String> refused, List<String> affected) {
        static ImportView of(ImportReport report) {
            return new ImportView(
                    report.imported(), report.unchanged(), report.others(), report.refused(), report.affected());
        }
    }
}
