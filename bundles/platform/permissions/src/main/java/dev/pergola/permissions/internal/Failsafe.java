package dev.pergola.permissions.internal;

import java.security.AllPermission;
import org.osgi.service.permissionadmin.PermissionAdmin;
import org.osgi.service.permissionadmin.PermissionInfo;

/**
 * Sees to it that nothing is allowed should the table be empty. Felix takes an empty table for none, and allows everything;
 * and it empties it for each change, so that a full disk leaves it so. What then counts are PermissionAdmin's defaults:
 * nobody may do anything, except for this bundle, which writes the table again.
 */
final class Failsafe {
    private Failsafe() {}

    static void arm(PermissionAdmin admin, String ownLocation) {
        admin.setPermissions(
                ownLocation, new PermissionInfo[] {new PermissionInfo(AllPermission.class.getName(), "", "")});
        admin.setDefaultPermissions(new PermissionInfo[0]);
    }
}
