package dev.pergola.launcher.conditions;

import dev.pergola.launcher.conditions.ThisProcess.Tier;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.service.condpermadmin.Condition;
import org.osgi.service.condpermadmin.ConditionInfo;

/** Only where plugins run in a tier: {@code in-process} or {@code sandbox}. */
public final class TierCondition {
    private TierCondition() {}

    /** As the specification of ConditionalPermissionAdmin wants it. */
    public static Condition getCondition(Bundle bundle, ConditionInfo info) {
        return of(info, ThisProcess.HERE);
    }

    static Condition of(ConditionInfo info, ThisProcess here) {
        Given given = Given.of(info);
        Optional<Tier> wanted = Tier.of(given.value());
        return given.constant(wanted.flatMap(tier -> here.tier().map(tier::equals)));
    }
}
