// Siting: Which industry to which park, which project on which parcel, where logistics stand, with a proof.
