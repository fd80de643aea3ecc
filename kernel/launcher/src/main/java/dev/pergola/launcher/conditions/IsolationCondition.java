package dev.pergola.launcher.conditions;

import dev.pergola.launcher.conditions.ThisProcess.Isolation;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.service.condpermadmin.Condition;
import org.osgi.service.condpermadmin.ConditionInfo;

/**
 * Only where the process is isolated so far: at least, for a row that allows, and at most, for one that denies. {@code
 * none}, {@code C}, {@code B}, {@code A}.
 */
public final class IsolationCondition {
    private IsolationCondition() {}

    /** As the specification of ConditionalPermissionAdmin wants it. */
    public static Condition getCondition(Bundle bundle, ConditionInfo info) {
        return of(info, ThisProcess.HERE);
    }

    static Condition of(ConditionInfo info, ThisProcess here) {
        Given given = Given.of(info);
        Optional<Isolation> wanted = Isolation.of(given.value());
        return given.constant(wanted.flatMap(bound ->
                here.isolation().map(now -> given.denies() ? now.compareTo(bound) <= 0 : now.compareTo(bound) >= 0)));
    }
}
