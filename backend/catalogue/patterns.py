"""The shape of the catalogue's two documents: what every reader may rely on; see shapes."""

from typing import Any

NUMBER = int | float
TEXT_OR_NONE = str | None

SIGNATURES = {"unsigned_messages": {str: str}}

SCALE = {
    "type": str,
    "min?": NUMBER,
    "max?": NUMBER,
    "step?": NUMBER,
    "options?": [{"value": int}],
    "max_length?": int,
}

CONDITION: dict[str, Any] = {
    "type?": str,
    "item?": str,
    "instrument?": str,
    "lab?": str,
    "vital?": str,
    "op?": str,
    "value?": NUMBER,
    "unit?": str,
    "confirm_repeat_within_days?": int,
}
CONDITION["any?"] = [CONDITION]

FLAG = {
    "id": str,
    "severity": str,
    "when": CONDITION,
    "message?": TEXT_OR_NONE,
    "patient_sees_message?": bool,
    "escalate?": {"to": str, "when": CONDITION},
}

INSTRUMENT = {
    "id": str,
    "name": str,
    "category": str,
    "shipping": str,
    "licence": str,
    "interval_days": int | None,
    "n_items?": int | None,
    "items?": [
        {
            "id": str,
            "text?": str,
            "scale": str,
            "scored?": bool,
            "safety_item?": bool,
            "skip_if?": str,
            "skip_value?": int,
        }
    ],
    "items_from?": {"instrument": str, "items": [str]},
    "scoring": {
        "method": str,
        "of?": [str],
        "min_answered?": int,
        "prorate?": bool,
        "decimals?": int,
        "range?": [NUMBER],
    },
    "bands?": [{"from": NUMBER, "to": NUMBER, "label": str}],
    "on_positive?": {"ask": str},
}

BATTERY = {
    "rules": {
        "baseline_runs": int,
        "not_within_hours_after_session": int,
        "reliable_change": {"decline_z": NUMBER, "min_tasks_declined": int},
    },
    "tasks": [
        {
            "id": str,
            "name": str,
            "seconds": int,
            "primary": str,
            "outcomes": [str],
            "better": {str: str},
        }
    ],
}

TREATMENT = {
    "drugs": [{"id": str, "name": str, "limit_factor?": NUMBER}],
    "routes": [{"id": str}],
    "settings": [str],
    "plausibility": [
        {
            "route": str,
            "quantity": str,
            "unit": str,
            "warn_below": NUMBER,
            "warn_above": NUMBER,
            "reject_above": NUMBER,
        }
    ],
    "vitals_plausibility": [{"id": str, "unit": str, "min": int, "max": int}],
    "order_fields": [{"id": str}],
    "session_fields": [{"id": str}],
    "discharge_criteria": [{"id": str, "text": str}],
    "labs": [{"id": str, "name": str, "loinc": str, "unit": TEXT_OR_NONE, "alt_unit?": str}],
}

ORDER_FIELDS = {"stop_rule": {"default": str}}

SESSION_FIELDS = {
    "infusion_minutes": {"required_if": str},
    "weight_kg": {"max_age_days": int},
    "pregnancy_test": {"values": [str]},
    "concomitant_24h": {"classes": [str]},
    "vitals": {"timepoints": [str], "required_timepoints": [str]},
    "changed": {"values": [str]},
    "tolerability": {"values": [str]},
    "cadss6_total": {"max": int},
}

PHENOTYPE = {
    "sex_at_birth": [str],
    "pain_mechanism": [str],
    "neuropathic_grade": [str],
    "pain_duration_months": {"min": int, "max": int},
    "icd11_chronic_pain": [{"code": str, "title": str}],
    "body_sites": [str],
    "wpi_map": {str: str},
    "cautions_and_contraindications": [{"id": str, "level": str}],
    "comorbidities": [str],
    "comedication_groups": [{"id": str, "atc": [str]}],
    "mme_factors": {"source": str, "factors": {str: NUMBER}, "not_convertible": [str]},
}

CATALOGUE = {
    "catalogue": {"version": str},
    "sources?": {str: str},
    "scales": {str: SCALE},
    "diary": {
        "entry_rules": {
            "on_time_hours_after_day_end": int,
            "default_reminder_local_time": str,
            "second_reminder_after_minutes": int,
        },
        "items": [
            {
                "id": str,
                "category": str,
                "in": [str],
                "scale": str,
                "text": str,
                "primary_outcome?": bool,
            }
        ],
    },
    "side_effects": [
        {"id": str, "category": str, "text": str, "red_flag?": bool, "free_text?": bool}
    ],
    "instruments": [INSTRUMENT],
    "schedule": {"baseline": [str], str: Any},
    "cognitive_battery": BATTERY,
    "treatment": TREATMENT,
    "phenotype": PHENOTYPE,
    "outcomes": {
        "missing_data": {"rolling_mean_min_points": int},
        "adherence": {"bands": [{"from": NUMBER, "label": str}]},
    },
    "flag_defaults": {"patient_sees_message": bool},
    "flags": [FLAG],
    "evidence_cards": [{"id": str, "kind": str, "text": str, "source": str}],
    "consent": {
        "version": str,
        "items": [{"id": str, "text": str, "required": Any, "needed_to?": TEXT_OR_NONE}],
    },
}
