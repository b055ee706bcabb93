"""The siting task: one applicant, all zones and parks."""
