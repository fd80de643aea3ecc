package dev.pergola.shell.internal.sandbox;

import dev.pergola.sandbox.Placement;
import dev.pergola.sandbox.Placements;
import dev.pergola.shell.internal.plugin.Whereabouts;
import java.util.Locale;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** As the sandboxes' policy has it. */
@Component
public final class SandboxWhereabouts implements Whereabouts {
    private final Placements placements;

    /** On what the policy says. */
    @Activate
    public SandboxWhereabouts(@Reference Placements placements) {
        this.placements = placements;
    }

    @Override
    public Optional<Place> of(String pluginId) {
        return placements.of(pluginId).map(SandboxWhereabouts::place);
    }

    private static Place place(Placement placement) {
        return new Place(
                placement.where().name().toLowerCase(Locale.ROOT),
                placement.why(),
                placement.isolation().map(Enum::name).orElse(""),
                placement.tasks());
    }
}
