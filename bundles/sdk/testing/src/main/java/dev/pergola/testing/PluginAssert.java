package dev.pergola.testing;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions on an installed plugin. */
public final class PluginAssert extends AbstractAssert<PluginAssert, PluginClient> {
    PluginAssert(PluginClient actual) {
        super(actual, PluginAssert.class);
    }

    /** It serves. */
    public PluginAssert isActive() {
        return isIn(PluginState.ACTIVE);
    }

    /** It is in this state. */
    public PluginAssert isIn(PluginState state) {
        isNotNull();
        if (actual.state() != state) {
            failWithMessage(
                    "Expected plugin %s to be %s, but it is %s because of %s",
                    actual.id(), state, actual.state(), problems());
        }
        return this;
    }

    /** Its current version is this one. */
    public PluginAssert hasVersion(String version) {
        isNotNull();
        String is = actual.info().metadata().version().toString();
        if (!is.equals(version))
            failWithMessage("Expected plugin %s to be at %s, but it is at %s", actual.id(), version, is);
        return this;
    }

    /** One of its problems has this in its message. */
    public PluginAssert hasProblemContaining(String text) {
        isNotNull();
        if (problems().stream().noneMatch(problem -> problem.message().contains(text))) {
            failWithMessage(
                    "Expected a problem of plugin %s with <%s> in it, but they are %s", actual.id(), text, problems());
        }
        return this;
    }

    private List<Problem> problems() {
        return actual.state() == PluginState.UNLOADED
                ? List.of()
                : actual.explain().problems();
    }
}
