package dev.pergola.permissions.internal;

import static dev.pergola.permissions.Risk.CRITICAL;
import static dev.pergola.permissions.Risk.HIGH;
import static dev.pergola.permissions.Risk.LOW;
import static dev.pergola.permissions.Risk.MEDIUM;
import static dev.pergola.permissions.internal.JavaPermissions.MANAGEMENT;
import static dev.pergola.permissions.internal.JavaPermissions.MANAGEMENT_READ;
import static dev.pergola.permissions.internal.JavaPermissions.REFLECT;
import static dev.pergola.permissions.internal.JavaPermissions.RUNTIME;
import static dev.pergola.permissions.internal.JavaPermissions.all;
import static dev.pergola.permissions.internal.JavaPermissions.files;
import static dev.pergola.permissions.internal.JavaPermissions.fixed;
import static dev.pergola.permissions.internal.JavaPermissions.http;
import static dev.pergola.permissions.internal.JavaPermissions.info;
import static dev.pergola.permissions.internal.JavaPermissions.listen;
import static dev.pergola.permissions.internal.JavaPermissions.natives;
import static dev.pergola.permissions.internal.JavaPermissions.own;
import static dev.pergola.permissions.internal.JavaPermissions.packages;
import static dev.pergola.permissions.internal.JavaPermissions.programs;
import static dev.pergola.permissions.internal.JavaPermissions.property;
import static dev.pergola.permissions.internal.JavaPermissions.publish;
import static dev.pergola.permissions.internal.JavaPermissions.runtime;
import static dev.pergola.permissions.internal.JavaPermissions.service;
import static dev.pergola.permissions.internal.JavaPermissions.sockets;
import static dev.pergola.permissions.internal.JavaPermissions.subscribe;

import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.lifecycle.Problem;
import dev.pergola.permissions.InvalidPermissionException;
import dev.pergola.permissions.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.permissionadmin.PermissionInfo;

/** Every permission there is (R121 to R124): the platform's own in one table, and those that plugins bring. */
final class Vocabulary {
    private static final Syntax NONE = new NoTarget();
    private static final Syntax FILES = new PathSyntax(PathSyntax.DATA + "/**");
    private static final Syntax PROGRAMS = new PathSyntax("");
    private static final Syntax ANY_HOST = new HostSyntax("*");
    private static final Syntax HOSTS = new HostSyntax("");
    private static final Syntax PORTS = new PortSyntax();
    private static final Syntax SERVICES = names("service", ".", "com.example.Orders", "");
    private static final Syntax TOPICS = names("topic", "/", "orders/PLACED", "*");
    private static final Syntax PROPERTIES = names("system property", ".", "user.home", "");
    private static final Syntax VARIABLES = names("variable", "", "PATH", "");
    private static final Syntax LIBRARIES = names("library", "", "opencv", "");
    private static final Syntax PACKAGES = names("package", ".", "com.sun.net.httpserver", "");
    private static final Syntax DATA_SETS = names("data set", ".", "orders", "*");
    private static final Syntax METRICS = names("metric", ".", "jvm.memory", "*");
    private static final Syntax WIDGETS = names("widget", ".", "load", "*");
    private static final Syntax ENVIRONMENTS = names("environment", ".", "staging", "*");
    private static final Syntax DEPLOYED = names("deployed service", ".", "shop", "*");
    private static final Syntax STATES = names("shared state", ".", "counters", "*");
    private static final Syntax PLUGINS = names("plugin", ".", "wordcount", "*");

    private static final List<Term> TERMS = List.of(
            term("filesystem.read", MEDIUM, FILES, "Read {target}", files("read")),
            term("filesystem.write", HIGH, FILES, "Create, change and delete {target}", files("write,delete")),
            term("network.http", MEDIUM, ANY_HOST, "Send HTTP requests to {target}", http()),
            term("network.socket", HIGH, HOSTS, "Open network connections to {target}", sockets()),
            term("network.listen", HIGH, PORTS, "Take network connections on {target}", listen()),
            term("system.exec", CRITICAL, PROGRAMS, "Start programs: {target}", programs()),
            term("system.properties", MEDIUM, PROPERTIES, "Read {target} of the process", property("read")),
            term("system.properties.write", HIGH, PROPERTIES, "Change {target} of the process", property("write")),
            term("system.environment", HIGH, VARIABLES, "Read {target} of the environment", runtime("getenv.")),
            term("native.load", CRITICAL, LIBRARIES, "Load native code: {target}", natives()),
            term(
                    "reflection.deep",
                    CRITICAL,
                    NONE,
                    "Reach private parts of classes, its own and others', by reflection",
                    all(
                            fixed(REFLECT, "suppressAccessChecks"),
                            fixed(RUNTIME, "accessDeclaredMembers", "getClassLoader", "reflectionFactoryAccess"))),
            term(
                    "classes.define",
                    CRITICAL,
                    NONE,
                    "Make class loaders, and with them new code while it runs",
                    fixed(RUNTIME, "createClassLoader", "defineClass", "getClassLoader")),
            term(
                    "threads.manage",
                    MEDIUM,
                    NONE,
                    "See, change and interrupt threads, its own and others'",
                    fixed(
                            RUNTIME,
                            "modifyThread",
                            "modifyThreadGroup",
                            "getStackTrace",
                            "setContextClassLoader",
                            "enableContextClassLoaderOverride",
                            "setDefaultUncaughtExceptionHandler")),
            term("package.import", HIGH, PACKAGES, "Use code of the platform that is no API: {target}", packages()),
            term("service.get", MEDIUM, SERVICES, "Use services of others: {target}", service("get")),
            term("service.provide", HIGH, SERVICES, "Stand in for the platform: offer {target}", service("register")),
            term("event.publish", LOW, TOPICS, "Send events: {target}", publish("event.publish")),
            term("event.subscribe", LOW, TOPICS, "Hear events: {target}", subscribe("event.subscribe")),
            term("gpu.access", MEDIUM, NONE, "Use the graphics processor", own("gpu.access")),
            term("memory.unlimited", HIGH, NONE, "Use as much memory as it likes", own("memory.unlimited")),
            term("data.read", MEDIUM, DATA_SETS, "Read data of the platform: {target}", own("data.read")),
            term("data.write", HIGH, DATA_SETS, "Change data of the platform: {target}", own("data.write")),
            term(
                    "metrics.read",
                    LOW,
                    METRICS,
                    "Read measurements of the process: {target}",
                    own("metrics.read", info(MANAGEMENT, "monitor", ""), info(RUNTIME, MANAGEMENT_READ, ""))),
            term(
                    "dashboard.widget.create",
                    LOW,
                    WIDGETS,
                    "Put {target} on the dashboard",
                    own("dashboard.widget.create")),
            term("ui.trusted", CRITICAL, NONE, "Run its own code in every operator's console", own("ui.trusted")),
            term("deployment.execute", HIGH, ENVIRONMENTS, "Deploy to {target}", own("deployment.execute")),
            term("service.scale", MEDIUM, DEPLOYED, "Add and remove instances of {target}", own("service.scale")),
            term("state.shared", MEDIUM, STATES, "Share state with others: {target}", own("state.shared")),
            term("configuration.read", MEDIUM, PLUGINS, "Read configuration: {target}", own("configuration.read")));

    /** Names of other systems that mean the same. */
    static final Map<String, String> ALIASES = Map.of(
            "read:data", "data.read",
            "write:data", "data.write",
            "network:access", "network.socket");

    private static final Map<String, Term> BY_NAME =
            TERMS.stream().collect(Collectors.toUnmodifiableMap(Term::name, Function.identity()));

    private final Supplier<List<Term>> brought;

    /** With those that plugins bring; their names begin with the plugins' ids, and never hide one of ours. */
    Vocabulary(Supplier<List<Term>> brought) {
        this.brought = brought;
    }

    private static Syntax names(String what, String separator, String example, String otherwise) {
        return new NameSyntax(what, separator, example, otherwise);
    }

    private static Term term(String name, Risk risk, Syntax syntax, String sentence, Term.Mapping mapping) {
        return new Term(name, risk, syntax, sentence, mapping, "");
    }

    /** One that a plugin brings: the platform only knows who has it. */
    static Term broughtBy(String pluginId, String name, Risk risk, String sentence) {
        Syntax syntax = names("target", ".", "anything", "*");
        return new Term(name, risk, syntax, sentence, own(name), pluginId);
    }

    /** All, by name. */
    List<Term> terms() {
        Map<String, Term> all = new TreeMap<>();
        brought.get().forEach(term -> all.put(term.name(), term));
        all.putAll(BY_NAME);
        return List.copyOf(all.values());
    }

    /** Names of the permissions that plugins bring, by the plugins' ids. */
    Map<String, List<String>> defined() {
        return brought.get().stream()
                .collect(Collectors.groupingBy(
                        Term::definedBy,
                        Collectors.mapping(
                                Term::name,
                                Collectors.collectingAndThen(Collectors.toCollection(TreeSet::new), List::copyOf))));
    }

    Optional<Term> find(String name) {
        String normal = ALIASES.getOrDefault(name, name);
        return Optional.ofNullable(BY_NAME.get(normal))
                .or(() -> brought.get().stream()
                        .filter(term -> term.name().equals(normal))
                        .findFirst());
    }

    /** The one of a name that is known to be one. */
    Term term(String name) {
        return find(name).orElseThrow(() -> new InvalidPermissionException(unknown(name)));
    }

    /** Checks a name and a target, and gives their normal forms; throws {@link InvalidPermissionException}. */
    Extent extent(String name, String target) {
        Term term = term(name);
        try {
            return new Extent(term.name(), term.syntax().normal(target));
        } catch (IllegalArgumentException wrong) {
            throw new InvalidPermissionException(new Problem(
                    "permission-target",
                    "The permission " + term.name() + " " + wrong.getMessage(),
                    "Expected is " + term.syntax().expects()));
        }
    }

    /** What is wrong with requests; empty where all is well (R125, R130). */
    List<Problem> problems(List<PermissionRequest> requests) {
        List<Problem> problems = new ArrayList<>();
        for (PermissionRequest request : requests) {
            try {
                extent(request.permission(), request.target());
            } catch (InvalidPermissionException e) {
                problems.add(e.problem());
            }
        }
        return problems;
    }

    /** The requests that make sense, each once. */
    List<Extent> extents(List<PermissionRequest> requests) {
        return requests.stream()
                .flatMap(request -> {
                    try {
                        return Stream.of(extent(request.permission(), request.target()));
                    } catch (InvalidPermissionException e) {
                        return Stream.of();
                    }
                })
                .distinct()
                .toList();
    }

    /** What an extent lets a plugin do, in words. */
    String says(Extent extent) {
        return find(extent.permission())
                .map(term -> term.says(extent.target()))
                .orElseGet(
                        () -> "Do what the plugin that defined " + extent + " says, which is not installed any more");
    }

    /** What an extent is in Java and OSGi; nothing where there is no such permission any more. */
    List<PermissionInfo> infos(Extent extent, Places where) {
        return find(extent.permission())
                .map(term -> term.mapping().of(extent.target(), where))
                .orElse(List.of());
    }

    boolean covers(Extent wide, Extent narrow, Places places) {
        return wide.permission().equals(narrow.permission())
                && find(wide.permission())
                        .filter(term -> term.syntax().covers(wide.target(), narrow.target(), places))
                        .isPresent();
    }

    Optional<Extent> common(Extent one, Extent other, Places places) {
        if (!one.permission().equals(other.permission())) return Optional.empty();
        return find(one.permission())
                .flatMap(term -> term.syntax().common(one.target(), other.target(), places))
                .map(target -> new Extent(one.permission(), target));
    }

    private Problem unknown(String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        List<String> known = new ArrayList<>(terms().stream().map(Term::name).toList());
        known.addAll(ALIASES.keySet());
        String remedy = Nearest.to(name, known)
                .map(near -> "Did you mean " + near + "?")
                .orElse("permission:list shows all; where a plugin defines it, install that one first");
        return new Problem("permission-unknown", "There is no permission '" + shown + "'", remedy);
    }
}
