package dev.pergola.worker.host;

import dev.pergola.launcher.conditions.DateCondition;
import dev.pergola.launcher.conditions.IsolationCondition;
import dev.pergola.launcher.conditions.SignerCondition;
import dev.pergola.launcher.conditions.TierCondition;
import java.lang.reflect.InvocationTargetException;
import java.security.Permission;
import java.security.Permissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.felix.framework.security.condpermadmin.ConditionalPermissionInfoImpl;
import org.osgi.framework.Bundle;
import org.osgi.service.condpermadmin.BundleLocationCondition;
import org.osgi.service.condpermadmin.Condition;
import org.osgi.service.condpermadmin.ConditionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.permissionadmin.PermissionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rows of ConditionalPermissionAdmin say of some bundles, in a process without one: the first row whose conditions hold
 * and that speaks of a permission decides, and where none does it is denied (OSGi Core, 50.2). Safe for use by several threads.
 */
final class Grants {
    private static final Logger LOG = LoggerFactory.getLogger(Grants.class);

    private final List<String> locations;
    // Until there are rows, nobody may do anything.
    private volatile Map<String, List<Row>> rows = Map.of();

    /** For bundles at these locations. */
    Grants(List<String> locations) {
        this.locations = locations;
    }

    /**
     * A row that is about a bundle.
     *
     * @param conditions those that may change
     * @param permissions those of classes that are there
     * @param others the names of the classes of others, which only the plugin itself can have, or which make no sense: a row
     *     that denies denies all of such a class
     */
    private record Row(boolean allows, List<Condition> conditions, Permissions permissions, Set<String> others) {
        boolean speaksOf(Permission permission) {
            boolean named = permissions.implies(permission)
                    || !allows && others.contains(permission.getClass().getName());
            return named && conditions.stream().allMatch(Condition::isSatisfied);
        }
    }

    /** Replaces all rows, which are encoded; in force when this returns. */
    void replace(List<String> encoded) {
        Map<String, List<Row>> all = new LinkedHashMap<>();
        for (String location : locations) {
            Bundle bundle = StandIn.at(location, ClassLoader.getPlatformClassLoader());
            List<Row> own = new ArrayList<>();
            for (String row : encoded)
                row(new ConditionalPermissionInfoImpl(row), bundle).ifPresent(own::add);
            all.put(location, List.copyOf(own));
        }
        rows = Map.copyOf(all);
    }

    boolean allows(String location, Permission permission) {
        for (Row row : rows.getOrDefault(location, List.of())) if (row.speaksOf(permission)) return row.allows;
        return false;
    }

    private static Optional<Row> row(ConditionalPermissionInfo row, Bundle bundle) {
        boolean allows = row.getAccessDecision().equals(ConditionalPermissionInfo.ALLOW);
        List<Condition> mutable = new ArrayList<>();
        for (ConditionInfo info : row.getConditionInfos()) {
            Condition condition = condition(info, bundle, allows);
            if (condition.isMutable()) mutable.add(condition);
            else if (!condition.isSatisfied()) return Optional.empty();
        }
        Permissions permissions = new Permissions();
        Set<String> others = new TreeSet<>();
        for (PermissionInfo info : row.getPermissionInfos())
            permission(info).ifPresentOrElse(permissions::add, () -> others.add(info.getType()));
        permissions.setReadOnly();
        return Optional.of(new Row(allows, List.copyOf(mutable), permissions, others));
    }

    /** One that is not known does not hold where the row allows, and does where it denies. */
    private static Condition condition(ConditionInfo info, Bundle bundle, boolean allows) {
        String type = info.getType();
        if (type.equals(BundleLocationCondition.class.getName()))
            return BundleLocationCondition.getCondition(bundle, info);
        if (type.equals(DateCondition.class.getName())) return DateCondition.getCondition(bundle, info);
        if (type.equals(IsolationCondition.class.getName())) return IsolationCondition.getCondition(bundle, info);
        if (type.equals(SignerCondition.class.getName())) return SignerCondition.getCondition(bundle, info);
        if (type.equals(TierCondition.class.getName())) return TierCondition.getCondition(bundle, info);
        return allows ? Condition.FALSE : Condition.TRUE;
    }

    /** Empty where its class is not here, or cannot be made of what is said. */
    private static Optional<Permission> permission(PermissionInfo info) {
        try {
            Class<? extends Permission> type = Class.forName(info.getType()).asSubclass(Permission.class);
            return Optional.of(
                    type.getConstructor(String.class, String.class).newInstance(info.getName(), info.getActions()));
        } catch (InvocationTargetException e) {
            LOG.warn("{} makes no sense, and allows nothing: {}", info, String.valueOf(e.getCause()));
            return Optional.empty();
        } catch (ReflectiveOperationException | ClassCastException elsewhere) {
            return Optional.empty();
        }
    }
}
