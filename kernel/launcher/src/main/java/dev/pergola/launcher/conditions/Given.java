package dev.pergola.launcher.conditions;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.condpermadmin.Condition;
import org.osgi.service.condpermadmin.ConditionInfo;

/**
 * What a row says to one of its conditions.
 *
 * @param value what is asked for
 * @param denies whether the row denies
 */
record Given(String value, boolean denies) {
    static Given of(ConditionInfo info) {
        @Nullable String[] arguments = info.getArgs();
        @Nullable String first = arguments.length == 0 ? null : arguments[0];
        return new Given(first == null ? "" : first, arguments.length > 1 && "deny".equals(arguments[1]));
    }

    /** For what does not change; empty is what cannot be told. */
    Condition constant(Optional<Boolean> holds) {
        return holds.orElse(denies) ? Condition.TRUE : Condition.FALSE;
    }
}
