package dev.pergola.http.internal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.http.internal.api.RouteTable.Found;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private final Route list = route("GET", "/a/plugins");
    private final Route plan = route("POST", "/a/plugins/plan");
    private final Route show = route("GET", "/a/plugins/{id}");
    private final Route act = route("POST", "/a/plugins/{id}/{action}");
    private final RouteTable table = new RouteTable(List.of(list, plan, show, act, route("GET", "/")));

    @Test
    void findsLiteralsAndVariables() {
        assertThat(table.find("GET", "/a/plugins")).isEqualTo(new Found.Match(list, Map.of()));
        assertThat(table.find("GET", "/a/plugins/x.y-z")).isEqualTo(new Found.Match(show, Map.of("id", "x.y-z")));
        assertThat(table.find("POST", "/a/plugins/x/run"))
                .isEqualTo(new Found.Match(act, Map.of("id", "x", "action", "run")));
        assertThat(table.find("GET", "/")).isInstanceOf(Found.Match.class);
    }

    @Test
    void prefersALiteralButDoesNotHideAPluginOfThatName() {
        assertThat(table.find("POST", "/a/plugins/plan")).isEqualTo(new Found.Match(plan, Map.of()));
        assertThat(table.find("GET", "/a/plugins/plan")).isEqualTo(new Found.Match(show, Map.of("id", "plan")));
    }

    @Test
    void tellsTheMethodsOfAPath() {
        assertThat(table.find("PUT", "/a/plugins/plan")).isEqualTo(new Found.OtherMethod(Set.of("GET", "POST")));
    }

    @Test
    void findsNothingElsewhere() {
        assertThat(table.find("GET", "/a")).isInstanceOf(Found.Nothing.class);
        assertThat(table.find("GET", "/a/plugins/")).isInstanceOf(Found.Nothing.class);
        assertThat(table.find("GET", "/a//plugins")).isInstanceOf(Found.Nothing.class);
        assertThat(table.find("GET", "/a/plugins/x/y/z")).isInstanceOf(Found.Nothing.class);
        assertThat(table.find("GET", "/a/plugins/%zz")).isInstanceOf(Found.Nothing.class);
        assertThat(table.find("GET", "")).isInstanceOf(Found.Match.class);
    }

    @Test
    void decodesVariables() {
        assertThat(table.find("GET", "/a/plugins/a%20b%2Fc+d"))
                .isEqualTo(new Found.Match(show, Map.of("id", "a b/c+d")));
    }

    @Test
    void refusesTwoRoutesForTheSame() {
        assertThatThrownBy(() -> new RouteTable(List.of(list, list)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GET /a/plugins");
    }

    private static Route route(String method, String path) {
        return Route.route(method, path, method + path).by(call -> Reply.noContent());
    }
}
