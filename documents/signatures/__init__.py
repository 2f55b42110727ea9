"""Electronic signatures. Who checks them is a setting: nobody, this machine, or the NCANode service."""
