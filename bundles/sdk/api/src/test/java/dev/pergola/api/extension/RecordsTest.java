package dev.pergola.api.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.extension.AuthenticationProvider.Principal;
import dev.pergola.api.extension.DataSource.Page;
import dev.pergola.api.extension.DataSource.Query;
import dev.pergola.api.extension.Exporter.Document;
import dev.pergola.api.extension.HealthCheck.Health;
import dev.pergola.api.extension.Integration.Direction;
import dev.pergola.api.extension.Integration.SyncRequest;
import dev.pergola.api.extension.Integration.SyncResult;
import dev.pergola.api.extension.UiContribution.Widget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What crosses between plugin and platform is copied, and cannot be changed afterwards. */
class RecordsTest {
    private final Map<String, Object> data = new HashMap<>(Map.of("k", 1));

    @Test
    void copyWhatTheyAreMadeOf() {
        Set<String> roles = new HashSet<>(Set.of("admin"));
        Map<String, String> problems = new HashMap<>(Map.of("item", "broken"));
        List<Map<String, Object>> rows = new ArrayList<>(List.of(data));
        Task task = new Task("T", data);
        TaskResult result = TaskResult.of(data);
        Query query = new Query(data, "", 10);
        Page page = new Page(rows, "");
        SyncRequest request = new SyncRequest(Direction.PULL, "", data);
        SyncResult exchanged = new SyncResult(1, 0, "", problems);
        Principal principal = new Principal("ada", roles);
        Widget widget = new Widget("w", "Widget", "", "w.js", data, data, List.of());
        Extension extension = new Extension("type", "name", "plugin", "1.0", 0, data);

        data.put("k", 2);
        roles.add("intruder");
        problems.clear();
        rows.clear();

        Map<String, Object> before = Map.of("k", 1);
        assertThat(List.of(
                        task.input(), result.output(), query.parameters(), request.options(), extension.attributes()))
                .containsOnly(before);
        assertThat(page.records()).containsExactly(before);
        assertThat(exchanged.problems()).containsEntry("item", "broken");
        assertThat(principal.roles()).containsExactly("admin");
        assertThat(widget.configurationSchema()).isEqualTo(before).isEqualTo(widget.defaults());
    }

    @Test
    void refuseDataThatIsNone() {
        data.put("k", new Object());

        assertThatThrownBy(() -> new Task("T", data)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TaskResult.of(data)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void documentsCannotBeChangedThroughTheirBytes() {
        byte[] bytes = {1, 2};
        Document document = new Document("text/plain", bytes);
        bytes[0] = 9;
        document.content()[1] = 9;

        assertThat(document.content()).containsExactly(1, 2);
        assertThat(document.mediaType()).isEqualTo("text/plain");
    }

    @Test
    void healthIsGoodOrHasAReason() {
        assertThat(Health.ok().healthy()).isTrue();
        assertThat(Health.unhealthy("no disk")).isEqualTo(new Health(false, "no disk"));
    }
}
