package dev.pergola.shell.internal.metric;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Table;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.RuntimeMetrics;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code metrics}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=pergola", "osgi.command.function=metrics"})
public final class ShowMetrics extends ShellCommand {
    private static final MathContext SHOWN = new MathContext(6);

    private final RuntimeMetrics metrics;

    /** On what telemetry gathers. */
    @Activate
    public ShowMetrics(@Reference RuntimeMetrics metrics) {
        super(CommandSpec.of("pergola", "metrics", "Show what the runtime measures")
                .details(
                        "What is measured is kept in memory, and begins anew when the platform starts. Over HTTP it is at",
                        "/api/v1/metrics, in the format of Prometheus.")
                .argument(
                        "filter",
                        "Only what has this in its name or in the value of a label, such as a plugin",
                        Arity.OPTIONAL,
                        Suggestions.NONE)
                .example("pergola:metrics", "")
                .example("pergola:metrics wordcount", "What is measured of a plugin")
                .example("pergola:metrics isolation", "What contains sandboxes, where that has been found out"));
        this.metrics = metrics;
    }

    @Override
    protected void run(Invocation invocation) {
        Optional<String> filter = invocation.arguments().optionalArgument("filter");
        List<MetricFamily> shown = metrics.gather().stream()
                .map(family -> filter.map(text -> only(family, text)).orElse(family))
                .filter(family -> !family.samples().isEmpty())
                .toList();
        if (invocation.json())
            invocation.screen().json(shown.stream().map(ShowMetrics::view).toList());
        else if (shown.isEmpty())
            invocation.screen().line("Nothing that is measured is called so; without a filter all is shown.");
        else print(shown, invocation.screen());
    }

    private static MetricFamily only(MetricFamily family, String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        if (family.name().contains(wanted)) return family;
        List<Sample> samples = family.samples().stream()
                .filter(sample -> sample.labels().values().stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(wanted)))
                .toList();
        return new MetricFamily(family.name(), family.help(), family.type(), samples);
    }

    private static void print(List<MetricFamily> families, Screen screen) {
        Table table = new Table("NAME", "OF", "VALUE");
        for (MetricFamily family : families)
            for (Sample sample : family.samples())
                table.row(Style.STRONG.of(family.name()), labels(sample), value(sample));
        table.print(screen);
    }

    private static String labels(Sample sample) {
        return sample.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(" "));
    }

    private static String value(Sample sample) {
        return sample.count()
                .map(count -> count + " in " + number(sample.value()))
                .orElseGet(() -> number(sample.value()));
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) return Double.toString(value);
        if (value == Math.rint(value))
            return BigDecimal.valueOf(value).toBigInteger().toString();
        return BigDecimal.valueOf(value).round(SHOWN).toPlainString();
    }

    private static Map<String, Object> view(MetricFamily family) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", family.name());
        view.put("help", family.help());
        view.put("type", family.type().name().toLowerCase(Locale.ROOT));
        view.put("samples", family.samples().stream().map(ShowMetrics::view).toList());
        return view;
    }

    private static Map<String, Object> view(Sample sample) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("labels", sample.labels());
        view.put(sample.buckets().isEmpty() ? "value" : "sum", sample.value());
        sample.count().ifPresent(count -> view.put("count", count));
        return view;
    }
}
