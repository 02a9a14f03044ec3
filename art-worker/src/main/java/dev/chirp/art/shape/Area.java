package dev.chirp.art.shape;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A place on a bird that can have a colour of its own, named as field guides name it. */
public enum Area {
    LEGS(Part.LEGS),

    TAIL(Part.TAIL),
    TAIL_BASE(Part.TAIL),
    TAIL_TIP(Part.TAIL),
    TAIL_EDGE(Part.TAIL),
    TAIL_BARS(Part.TAIL),

    BODY(Part.BODY),
    BACK(Part.BODY),
    RUMP(Part.BODY),
    BREAST(Part.BODY),
    BREAST_SIDE(Part.BODY),
    BREAST_BAND(Part.BODY),
    BREAST_SPOT(Part.BODY),
    BELLY(Part.BODY),
    BELLY_STRIPE(Part.BODY),
    FLANK(Part.BODY),
    VENT(Part.BODY),
    CREST(Part.BODY),
    CREST_TIP(Part.BODY),
    HEAD(Part.BODY),
    CROWN(Part.BODY),
    CROWN_STRIPE(Part.BODY),
    CAP(Part.BODY),
    FOREHEAD(Part.BODY),
    HINDCROWN(Part.BODY),
    NAPE(Part.BODY),
    FACE(Part.BODY),
    CHEEK(Part.BODY),
    CHEEK_SPOT(Part.BODY),
    LORE(Part.BODY),
    MASK(Part.BODY),
    EYELINE(Part.BODY),
    SUPERCILIUM(Part.BODY),
    MALAR(Part.BODY),
    MOUSTACHE(Part.BODY),
    EAR_SPOT(Part.BODY),
    THROAT(Part.BODY),
    BIB(Part.BODY),
    COLLAR(Part.BODY),
    NECKLACE(Part.BODY),
    EYE_RING(Part.BODY),
    EYE_ARCS(Part.BODY),

    WING(Part.WING),
    SHOULDER(Part.WING),
    COVERTS(Part.WING),
    FLIGHT(Part.WING),
    WING_BAR(Part.WING),
    WING_BARS(Part.WING),
    WING_PATCH(Part.WING),
    WING_EDGE(Part.WING),
    WING_TIP(Part.WING),

    BILL(Part.BILL),
    BILL_BASE(Part.BILL),
    BILL_TIP(Part.BILL),
    LOWER_BILL(Part.BILL),

    EYE(Part.EYE);

    private final Part part;

    Area(Part part) {
        this.part = part;
    }

    public Part part() {
        return part;
    }

    /** The name in data files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Area> labelled(String label) {
        return Arrays.stream(values())
                .filter(area -> area.label().equals(label))
                .findFirst();
    }
}
