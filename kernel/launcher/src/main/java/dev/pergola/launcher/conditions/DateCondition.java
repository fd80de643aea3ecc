package dev.pergola.launcher.conditions;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Dictionary;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.condpermadmin.Condition;
import org.osgi.service.condpermadmin.ConditionInfo;

/**
 * Only until a time, such as {@code 2027-01-31T12:00:00Z}. Whoever remembers answers of the rows has to be told when one of
 * them ends: see the service that the kernel registers for who changes rows.
 */
public final class DateCondition implements Condition {
    private final Instant end;
    private final InstantSource clock;
    private volatile boolean over;

    private DateCondition(Instant end, InstantSource clock) {
        this.end = end;
        this.clock = clock;
    }

    /** As the specification of ConditionalPermissionAdmin wants it. */
    public static Condition getCondition(Bundle bundle, ConditionInfo info) {
        return of(info, InstantSource.system());
    }

    static Condition of(ConditionInfo info, InstantSource clock) {
        Given given = Given.of(info);
        try {
            return new DateCondition(Instant.parse(given.value()), clock);
        } catch (DateTimeException nonsense) {
            return given.denies() ? Condition.TRUE : Condition.FALSE;
        }
    }

    /** What is over stays so, even if clocks are set back: Felix asks this first, and then remembers what it is told. */
    private boolean isOver() {
        if (!over && !clock.instant().isBefore(end)) over = true;
        return over;
    }

    @Override
    public boolean isPostponed() {
        return false;
    }

    @Override
    public boolean isMutable() {
        return !isOver();
    }

    @Override
    public boolean isSatisfied() {
        return !isOver();
    }

    @Override
    public boolean isSatisfied(Condition @Nullable [] conditions, @Nullable Dictionary<Object, Object> context) {
        if (conditions == null) return isSatisfied();
        for (Condition condition : conditions) if (!condition.isSatisfied()) return false;
        return true;
    }
}
