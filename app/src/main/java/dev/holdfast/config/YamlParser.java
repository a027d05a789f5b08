package dev.holdfast.config;

import dev.holdfast.config.YamlNode.Entry;
import dev.holdfast.config.YamlNode.Mapping;
import dev.holdfast.config.YamlNode.Scalar;
import dev.holdfast.config.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns the text of a YAML file into nodes with their places.
 *
 * <p>It stands on the events of snakeyaml-engine, which carry line and column; Jackson keeps neither once its tree is
 * made. Composing the nodes ourselves bounds what a file can make of aliases and nesting.
 */
final class YamlParser {
    private static final int DEEPEST = 40;
    private static final int MOST_NODES = 100_000;
    private static final Set<String> CORE_TAGS = Set.of(
            "!",
            "tag:yaml.org,2002:str",
            "tag:yaml.org,2002:int",
            "tag:yaml.org,2002:float",
            "tag:yaml.org,2002:bool",
            "tag:yaml.org,2002:null",
            "tag:yaml.org,2002:seq",
            "tag:yaml.org,2002:map");

    private final String file;
    private final Findings findings;
    private final Iterator<Event> events;
    private final Map<Anchor, Composed> anchors = new HashMap<>();
    private int nodes;

    /** A node with the number of nodes and levels it has when aliases are written out. */
    private record Composed(YamlNode node, int size, int height) {}

    /** Ends the parsing; what is wrong has been reported. */
    private static final class Stop extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private YamlParser(String text, String file, Findings findings) {
        this.file = file;
        this.findings = findings;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(YamlText.LIMIT + 1)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /** The only document of the text, or empty with the problem reported. */
    static Optional<YamlNode> parse(String text, String file, Findings findings) {
        YamlParser parser = new YamlParser(text, file, findings);
        try {
            return Optional.of(parser.document());
        } catch (YamlEngineException e) {
            YamlComplaint.report(e, file, findings);
        } catch (Stop e) {
            // Reported where it was thrown.
        }
        return Optional.empty();
    }

    private YamlNode document() throws Stop {
        next();
        Event start = next();
        if (start.getEventId() == Event.ID.StreamEnd) {
            return new Scalar(new Place(file, 1, 1), "", true);
        }
        YamlNode root = node(next(), 0).node();
        next();
        Event end = next();
        if (end.getEventId() != Event.ID.StreamEnd) {
            throw stop(place(end), "a second document begins", "keep one document in a file: remove the line ---");
        }
        return root;
    }

    private Event next() {
        return events.next();
    }

    private Composed node(Event event, int depth) throws Stop {
        Place place = place(event);
        if (depth > DEEPEST) {
            throw stop(place, "values are nested more than " + DEEPEST + " deep", "see that brackets are closed");
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias, place, depth);
        }
        count(1, place);
        int before = nodes;
        YamlNode node;
        int height;
        switch (event) {
            case ScalarEvent scalar -> {
                checkTag(scalar.getTag(), place);
                node = new Scalar(
                        place,
                        scalar.getValue(),
                        scalar.isPlain() && scalar.getTag().isEmpty());
                height = 1;
            }
            case SequenceStartEvent sequence -> {
                checkTag(sequence.getTag(), place);
                List<YamlNode> items = new ArrayList<>();
                height = 1 + items(items, depth);
                node = new Sequence(place, List.copyOf(items));
            }
            case MappingStartEvent mapping -> {
                checkTag(mapping.getTag(), place);
                List<Entry> entries = new ArrayList<>();
                height = 1 + entries(entries, depth);
                node = new Mapping(place, List.copyOf(entries));
            }
            default -> throw stop(place, "is not YAML", "check the indentation, quotes and brackets near here");
        }
        Composed composed = new Composed(node, nodes - before + 1, height);
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, composed));
        return composed;
    }

    private Composed alias(AliasEvent alias, Place place, int depth) throws Stop {
        Composed composed = anchors.get(alias.getAlias());
        if (composed == null) {
            throw stop(
                    place,
                    "*" + alias.getAlias().getValue() + " stands for nothing: in YAML a leading * is a reference",
                    "put patterns in quotes, such as \"*.tmp\"");
        }
        count(composed.size(), place);
        if (depth + composed.height() > DEEPEST) {
            throw stop(place, "values are nested more than " + DEEPEST + " deep", "write the values out");
        }
        return composed;
    }

    private int items(List<YamlNode> items, int depth) throws Stop {
        int height = 0;
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            Composed item = node(event, depth + 1);
            items.add(item.node());
            height = Math.max(height, item.height());
        }
        return height;
    }

    private int entries(List<Entry> entries, int depth) throws Stop {
        int height = 0;
        Map<String, Place> seen = new HashMap<>();
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            Composed key = node(event, depth + 1);
            Composed value = node(next(), depth + 1);
            height = Math.max(height, value.height());
            if (!(key.node() instanceof Scalar scalar)) {
                findings.error(place(event), "a list or mapping can't be a key", "write a word as the key");
                continue;
            }
            Place first = seen.putIfAbsent(scalar.text(), scalar.place());
            // The second is kept too, so that what is wrong in it comes out.
            entries.add(new Entry(scalar, value.node()));
            if (first != null) {
                findings.error(
                        place(event),
                        "the key " + Quoted.of(scalar.text()) + " is here a second time; first in line " + first.line(),
                        "keep one of the two");
            }
        }
        return height;
    }

    private void count(int more, Place place) throws Stop {
        if (more > MOST_NODES - nodes) {
            throw stop(place, "there are more than " + MOST_NODES + " values", "write fewer aliases or values");
        }
        nodes += more;
    }

    private void checkTag(Optional<String> tag, Place place) {
        tag.filter(name -> !CORE_TAGS.contains(name))
                .ifPresent(name -> findings.error(
                        place, "the tag " + Quoted.of(name) + " has no meaning here", "write the value without a tag"));
    }

    private Place place(Event event) {
        return event.getStartMark().map(mark -> place(mark, file)).orElse(Place.wholeFile(file));
    }

    static Place place(Mark mark, String file) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private Stop stop(Place place, String what, String fix) {
        findings.error(place, what, fix);
        return new Stop();
    }
}
